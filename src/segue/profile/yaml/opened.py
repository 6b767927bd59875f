"""The bytes of whatever a user named as a file: a pipe is read too, but nobody waits for ever."""

import os
import select
from pathlib import Path
from typing import Final

SILENT_S: Final = 5.0
"""How long a pipe may say nothing: one into which nobody writes would never end."""


def received(path: Path, most: int) -> bytes:
    """The first `most` bytes of what is at `path`. Raises `OSError`, of which a `TimeoutError` is one."""
    raw, file = b"", os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        while len(raw) < most:
            if not select.select([file], [], [], SILENT_S)[0]:
                raise TimeoutError(0, f"nothing came of it in {SILENT_S:g} s")
            if not (piece := os.read(file, most - len(raw))):
                break
            raw += piece
    finally:
        os.close(file)
    return raw
