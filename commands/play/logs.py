"""The log of a call on this machine: errors alone, on standard error, each with the id of its call."""

import logging

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message"}
"""What any record has; the rest is what it was given to say beside its message."""


class OfCall(logging.Formatter):
    """Puts the call's id behind every message, and behind one of ours the rest of what it says."""

    def __init__(self, call_id: str) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._call_id = call_id

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (named by logging)
        """One line."""
        given = vars(record) if record.name.startswith("segue.") else {}
        said = {"call": self._call_id, **{name: value for name, value in given.items() if name not in PLAIN}}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in said.items())])


def log(call_id: str) -> None:
    """Log the call that this process is about to play, and nothing of those before."""
    handler = logging.StreamHandler()
    handler.setFormatter(OfCall(call_id))
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
