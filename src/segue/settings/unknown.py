"""Settings that there are not: a misspelt name is told, and what other programs set is left alone."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

PREFIX: Final = "SEGUE_"
_LINK: Final = re.compile(
    r"SEGUE_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?|ENV_\w+)"
)
"""What Kubernetes and Docker tell every container of a service, or of a linked container, that is called segue."""
_LINKED: Final = {"PORT": ("tcp://", "udp://", "sctp://"), "NAME": ("/",)}
"""How the value begins of what they call so, which a setting might be called too."""
_TESTS: Final = "SEGUE_TESTS_"
"""What our tests tell the processes that they start."""


def unknown(env: Mapping[str, str], known: Collection[str], places: Mapping[str, str]) -> Iterator[str]:
    """A line for each variable of `env` that looks like one of the `known` settings and is none.

    `places` are file and line of those that come from a file.
    """
    for name in sorted(env):
        if name not in known and _is_meant(name, known) and not _is_others(name, env[name]):
            ours = [each.removeprefix(PREFIX) for each in known if each.startswith(PREFIX)]
            near = get_close_matches(_prefixed(name).removeprefix(PREFIX), ours, n=1)
            fix = (
                f"did you mean {PREFIX}{near[0]}?"
                if near
                else "take it out; the settings there are stand in .env.example"
            )
            yield f"{f'{places[name]}: ' if name in places else ''}{name} is no setting; {fix}"


def _is_meant(name: str, known: Collection[str]) -> bool:
    """Whether the name begins as ours do, or nearly so and goes on as one of ours does."""
    return name.upper().startswith(PREFIX) or _prefixed(name) in known


def _prefixed(name: str) -> str:
    first, _, rest = name.upper().partition("_")
    return f"{PREFIX}{rest}" if get_close_matches(first, ["SEGUE"], cutoff=0.8) else name.upper()


def _is_others(name: str, value: str) -> bool:
    linked = _LINKED.get(name.rpartition("_")[2], ())
    return bool(_LINK.fullmatch(name)) or value.startswith(linked) or name.startswith(_TESTS)
