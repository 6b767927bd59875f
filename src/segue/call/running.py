"""Which run of which tool is at work here: what it records is marked with it."""

from contextvars import ContextVar
from typing import Final

run: Final[ContextVar[int | None]] = ContextVar("current_run", default=None)
"""The number of the run, for all that its task does; None outside of any."""
