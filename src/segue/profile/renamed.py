"""What has been given another name: the one place where the old ones stand, each with what to say now."""

from collections.abc import Mapping
from typing import Final

SETTINGS: Final[Mapping[str, str]] = {"SEGUE_VOICES": "SEGUE_MODELS"}
FLAGS: Final[Mapping[str, str]] = {"--voices": "--models"}
