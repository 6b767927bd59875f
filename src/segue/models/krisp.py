"""Krisp's voice isolation: an extra with binaries and a licence of its own, for rooms of LiveKit Cloud."""

from typing import Any


def krisp() -> Any:
    """What a room's audio input is given. Raises ImportError where the `krisp` extra is not installed."""
    from livekit.plugins import noise_cancellation  # type: ignore[attr-defined]  # not among the requirements

    return noise_cancellation.BVC()
