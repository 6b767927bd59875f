"""What can be set for Cartesia."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from segue.environment.declared import pairs, secret, text, url

UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Its voices have names too, but answer to their ids alone."""


@dataclass(frozen=True, slots=True)
class CartesiaSettings:
    """What Cartesia speaks with, where it does."""

    api_key: str = secret("CARTESIA_API_KEY")
    tts: str = text("SEGUE_CARTESIA_TTS", "sonic-3")
    voices: Mapping[str, str] = pairs(
        "SEGUE_CARTESIA_VOICES",
        {
            "warm": "f786b574-daa5-4673-aa0c-cbe3e8534c02",
            "bright": "9626c31c-bec5-4cca-baa8-f8ba9e84c8bc",
            "low": "5ee9feff-1265-424a-9d7f-8e4d431a12c7",
        },
        like=UUID,
    )
    """Katie, Jacqueline and Ronald, of those that Cartesia's guide to choosing a voice names for agents."""
    base_url: str = url("SEGUE_CARTESIA_URL")
