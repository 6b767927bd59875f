"""What a caller makes of what they have heard last, and how long they wait for it."""

from enum import Enum, auto
from typing import Final

from tests.sweeps.silence.heard import ASKS_AGAIN, Stretch

NOTICES_S: Final = 0.1
ANSWERS_AFTER_S: Final = 0.4
PATIENCE_S: Final = 75.0
"""Without an answer, and without being asked again, the caller hangs up."""
AT_MOST_S: Final = 120.0
"""However often they were asked again."""


class Turn(Enum):
    """Whose it is."""

    ANSWERED = auto()
    AGAIN = auto()
    """The caller's, who was asked to say it again."""
    NOTHING = auto()
    """It would be the agents', and nothing has come."""
    OVER = auto()


def made_of(last: Stretch) -> Turn | None:
    """What is done upon it; None while more is waited for."""
    if last.ends_answer or (last.kind == "spent" and last.whole):
        return Turn.ANSWERED
    return Turn.AGAIN if last.kind in ASKS_AGAIN and last.whole else None
