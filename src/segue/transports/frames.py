"""How sound travels on a line: the one rate, and the pieces it comes in."""

import os
from typing import BinaryIO, Final

SAMPLE_RATE: Final = 24_000
"""Hertz, mono, 16-bit little-endian: the rate the agents' voices are made in."""
FRAME_S: Final = 0.02
"""What a telephone or WebRTC packet carries."""
FRAME_SAMPLES: Final = 480
FRAME_BYTES: Final = 2 * FRAME_SAMPLES
SILENCE: Final = bytes(FRAME_BYTES)
"""One frame without a sound."""
READY: Final = b"R"
"""What a caller sends, once, before its first frame: its lines are prepared, the clock may start."""


def own_stdout() -> BinaryIO:
    """Standard output for frames alone; whatever a library prints goes to standard error from here on."""
    line_out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return line_out
