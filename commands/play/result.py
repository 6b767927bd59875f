"""What came of one call that was played here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """A call that is over, or that could not be played."""

    caller: str
    seed: int
    took_s: float
    """By the clock on the wall, loading included."""
    folder: Path | None = None
    """Its record; None where there was no call to keep."""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    """Its figures."""
    waits_s: Sequence[float] = ()
    """How long each answer was waited for; none of a call that was typed."""
    failures: Sequence[str] = ()
    """What is not as its caller expects."""
    trouble: str = ""
    """Why it could not be played, or not to its end."""
    stopped: bool = False
    """Whether that was Ctrl-C."""

    @property
    def held(self) -> bool:
        """Whether it was played, and came to what its caller expects."""
        return not (self.failures or self.trouble)
