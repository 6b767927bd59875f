"""What has another name or place by now, and what to tell who still writes the old one."""

from collections.abc import Mapping
from types import MappingProxyType

from segue.profile.mistake import Loc

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "rehearsal": "move what is under it to rehearsal.yaml, a file beside this one (docs/profiles.md#rehearsal)",
        "facts.heard": "move it to `heard:` in rehearsal.yaml, under `NAME` (docs/profiles.md#rehearsal)",
        "stages.voices": "it is called `models` now",
        "stages.mind": "it is called `mode` now",
        "lines.one_moment": "it is called `fillers` now, a list of two or more (docs/profiles.md#lines)",
        "stages.mends": "it is called `asks_again` now",
    }
)
"""Of `profile.yaml` and `rehearsal.yaml`, as the part of the file a key stands in, a point, and the key."""
VALUES: Mapping[str, str] = MappingProxyType({"realtime_text": "it is called `half_cascade` now"})
SETTINGS: Mapping[str, str] = MappingProxyType({"SEGUE_VOICES": "SEGUE_MODELS"})
FLAGS: Mapping[str, str] = MappingProxyType({"--voices": "--models"})
"""Each with its name now, as are settings."""


def value(given: object) -> str | None:
    """What to tell of a value; None where it has no other name."""
    return VALUES.get(given) if isinstance(given, str) else None


def key(loc: Loc) -> str | None:
    """What to tell of the key at `loc`; None where it has no other name."""
    *within, last = loc
    old = f"{within[0]}.{last}" if within else str(last)
    told = KEYS.get(old)
    return told and told.replace("NAME", str(within[-1]) if within else "")
