"""Standard streams that hold out: a verb writes to them whatever has become of the terminal, file or reader behind.

Standard library only and readable for older Pythons, as `commands/__main__.py` is.
"""

import errno
import io
import os
import re
import select
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer

STREAMS = (0, 1, 2)
COMMANDS = re.compile(
    "(\033\\[[0-9;]*m)|[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]"
)
"""What a terminal obeys instead of showing it: all control characters but tabs and line ends, and the marks that turn
the way of writing round. Colours are let through."""


class Outlet(io.FileIO):
    """A descriptor to write to. After the first write that it refuses all goes nowhere; nobody is raised at."""

    def __init__(self, descriptor: int, on_loss: "Callable[[OSError], None]" = lambda _: None) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self.lost = False
        """Whether something could not be written, though there was somebody to read it."""
        self._on_loss = on_loss

    def write(self, data: "ReadableBuffer") -> int:
        """Write all of `data`. A descriptor that was told not to wait is waited for all the same."""
        left = memoryview(data).cast("B")
        length = left.nbytes
        try:
            while left.nbytes:
                written = super().write(left)
                if written is None:  # to those who share it with us, this says, it was too much at once
                    select.select([], [self.fileno()], [])
                left = left[written or 0 :]
        except OSError as error:
            self._lose(error)
        return length

    def _lose(self, error: OSError) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        if error.errno != errno.EPIPE:  # a reader that has read enough, as `head` does, is no mishap
            self.lost = True
            self._on_loss(error)


class Stream(io.TextIOWrapper):
    """A text stream on an `Outlet`. Whoever's words are written to it, a terminal shows them and obeys none of them."""

    def write(self, text: str) -> int:
        """Write `text` with a space for each command in it."""
        return super().write(COMMANDS.sub(lambda found: found[1] or " ", text))


def hold_out() -> Outlet:
    """Let nothing that has happened to the standard streams, or will, end what reads or writes them; standard output.

    One that is closed leads nowhere from here on: the next file to be opened would take its number, and get its words.
    """
    for descriptor in STREAMS:
        try:
            os.fstat(descriptor)
        except OSError:
            # It takes the lowest number that is free, which is this one; what we start is to have it as well.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115  (open as long as the process)
    sys.stderr = _text(Outlet(2), sys.stderr, "backslashreplace")
    shown = Outlet(1, _tell)
    sys.stdout = _text(shown, sys.stdout, "replace")
    return shown


def _text(outlet: Outlet, instead_of: "TextIO | None", errors: str) -> TextIO:
    """The stream that writes to `outlet`; of a letter that its encoding lacks it shows that there was one."""
    encoding = instead_of.encoding if instead_of is not None else "utf-8"
    return Stream(io.BufferedWriter(outlet), encoding=encoding, errors=errors, line_buffering=True)


def _tell(error: OSError) -> None:
    print(f"segue: standard output takes no more ({error.strerror}): nothing else is shown", file=sys.stderr)
