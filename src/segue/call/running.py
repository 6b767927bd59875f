"""Which run of a tool the code at hand belongs to."""

from contextvars import ContextVar
from typing import Final

run: Final[ContextVar[int | None]] = ContextVar("run", default=None)
"""The number the call gave it; None outside of a tool."""
