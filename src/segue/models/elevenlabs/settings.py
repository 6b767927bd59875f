"""What can be set for ElevenLabs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from segue.environment.declared import pairs, secret, text, url

ID: Final = re.compile(r"[A-Za-z0-9]{20}")
"""Its voices have names too, but answer to their ids alone."""


@dataclass(frozen=True, slots=True)
class ElevenLabsSettings:
    """What ElevenLabs speaks with, where it does."""

    api_key: str = secret("ELEVEN_API_KEY")
    """Named as its plugin names it."""
    tts: str = text("SEGUE_ELEVENLABS_TTS", "eleven_flash_v2_5")
    voices: Mapping[str, str] = pairs(
        "SEGUE_ELEVENLABS_VOICES",
        {"warm": "g6xIsTj2HwM6VR4iXFCw", "bright": "OYTbf65OHHFELVut7v2H", "low": "1SM7GgM6IMuvQlz2BwM3"},
        like=ID,
    )
    """Jessica Anne Bogart, Hope and Mark, of those that ElevenLabs' guide to voice design names for agents. They are
    library voices, which want a paid plan; the default voices, which don't, expire on 31 December 2026."""
    base_url: str = url("SEGUE_ELEVENLABS_URL")
    """With the version, as in `https://api.elevenlabs.io/v1`."""
