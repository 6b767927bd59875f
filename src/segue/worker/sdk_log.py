"""The SDK's own log, in which two things are called errors that come with an ordinary end."""

import logging
from typing import Final

NO_ERRORS: Final = (
    "' closed unexpectedly",
    "failed to negotiate the publisher: Rtc(RtcError { error_type: InvalidState",
)
"""Channels that the server has closed because the room is over, and an offer that was about to be made just then."""


def call_no_end_an_error() -> None:
    """Have the SDK's lines about the end of a room told as any other of its lines that is for debugging."""
    logging.getLogger("livekit").addFilter(_lowered)


def _lowered(record: logging.LogRecord) -> bool:
    if record.levelno < logging.ERROR or not any(part in record.getMessage() for part in NO_ERRORS):
        return True
    record.levelno, record.levelname = logging.DEBUG, logging.getLevelName(logging.DEBUG)
    return logging.getLogger(record.name).isEnabledFor(logging.DEBUG)
