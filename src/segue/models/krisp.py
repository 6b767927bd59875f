"""Krisp's voice isolation: an extra with binaries and a licence of its own, for rooms of LiveKit Cloud."""

import importlib
from typing import Any


def krisp() -> Any:
    """What a room's audio input is given. Raises ImportError where the `krisp` extra is not installed."""
    return importlib.import_module("livekit.plugins.noise_cancellation").BVC()
