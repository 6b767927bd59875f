"""How a verb ends before its time: asked to by a signal, or because this machine lacks what it needs.

Standard library only and readable for older Pythons, as `commands/__main__.py` is.
"""

import errno
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

FIXES = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there",
    errno.EFBIG: "raise the limit for files (ulimit -f)",
    errno.EMFILE: "raise the limit for open files (ulimit -n)",
    errno.ENFILE: "close other programs",
    errno.EROFS: "start it in a folder that can be written to",
    errno.EACCES: "see whose it is, and what it permits",
    errno.EPERM: "see whose it is, and what it permits",
}


class Signals:
    """Takes the signals that ask a process to end, and the terminal that goes away, as it takes Ctrl-C."""

    def __init__(self) -> None:
        self.stopped_by = 0
        """The first of them to come."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
                signal.signal(number, self._stop)

    def _stop(self, number: int, _: "FrameType | None") -> None:
        self.stopped_by = self.stopped_by or number
        if signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, signal.SIG_DFL, None):
            raise KeyboardInterrupt  # a shell starts what it puts in the background with Ctrl-C ignored
        signal.raise_signal(signal.SIGINT)


def attended(main: "Callable[[list[str]], int]", argv: "list[str]") -> int:
    """The exit status of `main`: 128 and a signal's number where it was stopped, 2 where this machine lacks something.

    In the latter case one line on standard error names the place and the fix.
    """
    signals = Signals()
    try:
        status = main(argv)
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    except OSError as error:
        print(f"segue: {told(error)}", file=sys.stderr)
        status = 2
    return 128 + signals.stopped_by if signals.stopped_by else status


def told(error: OSError) -> str:
    """Place, reason and fix in one line."""
    if error.errno is None:
        return str(error)
    place = f"{error.filename}: " if error.filename is not None else ""
    return f"{place}{error.strerror}; {FIXES.get(error.errno, 'see whether it is there, and what it is')}"
