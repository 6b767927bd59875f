"""The log of a call on this machine: errors alone, on standard error, each with the id of its call."""

import logging
import sys
from pathlib import Path
from traceback import extract_tb

from livekit.agents import APIError

from segue.records.transcript import plain

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 200
"""Characters of an error's own words."""
PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message"}
"""What any record has; the rest is what it was given to say beside its message."""


class OfCall(logging.Formatter):
    """Makes of every record one line: message, call, the error behind it, and of ours what else it says."""

    def __init__(self, call_id: str) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._call_id = call_id

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        record.message = record.getMessage()
        given = vars(record) if record.name.startswith("segue.") else {}
        error = {"error": _where(record.exc_info[1])} if record.exc_info and record.exc_info[1] else {}
        said = {
            **error,
            **({"call": self._call_id} if self._call_id else {}),
            **{name: value for name, value in given.items() if name not in PLAIN},
        }
        return plain(" ".join([self.formatMessage(record), *(f"{name}={value}" for name, value in said.items())]))


def _where(error: BaseException) -> str:
    """An error with the last line of code that is the user's or ours, as whoever wrote it looks for it."""
    ours = [frame for frame in extract_tb(error.__traceback__) if _is_ours(Path(frame.filename))]
    at = f" ({Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno})" if ours else ""
    return f"{type(error).__name__}: {error}"[:LONGEST] + at


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(ROOT) and not file.is_relative_to(Path(sys.prefix))


def untold(record: logging.LogRecord) -> bool:
    """Whether the call itself does not tell of it: a model's failure is one of its events."""
    return not (record.exc_info and isinstance(record.exc_info[1], APIError))


def log(call_id: str = "") -> None:
    """Log the call that this process is about to play, if any; a record that comes later is of the next."""
    for ours in logging.getLogger().handlers:
        if isinstance(ours.formatter, OfCall):
            ours.setFormatter(OfCall(call_id))
            return
    handler = logging.StreamHandler()
    handler.setFormatter(OfCall(call_id))
    handler.addFilter(untold)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.ERROR)
