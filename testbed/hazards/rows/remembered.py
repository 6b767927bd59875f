"""What the next agent is told, what the books say, and who is paid to listen."""

from collections.abc import Sequence
from typing import Final

from segue.testing import Calls, Says
from testbed.hazards.hazard import FROM_REALTIME, HOST, TELLER, TO_REALTIME, Hazard, Tool
from testbed.hazards.minds import Mind
from testbed.hazards.moves import Move, Speaks, asked, runs, was_heard
from testbed.hazards.rows.cast import ASKS, FAREWELL, HANDS_ON, TO_HOST, minds
from testbed.hazards.verdicts import every, handed_on, one_listener, settled_as, told

STORY: Final = "Once there was a badger called Rustle, who kept the lamps of a town."
TELLS: Final = Mind(
    "The teller speaking, shall we begin?",
    {"yes": Says(STORY), "lovely": Says("Thank you, you are kind."), "back": TO_HOST},
)
BOOKS: Final = Mind(
    "Hello, the host speaking.",
    {"owl": Calls("remember", {"wish": "owl"}), "book": Calls("settle")},
    after_tool=Says("So be it."),
)


def _next(number: int, text: str) -> Move:
    """What the caller says to the teller's answer of this number."""
    return Move(lambda seen: was_heard(TELLER)(seen) and asked(TELLER, number)(seen), Speaks(text), after_s=4.0)


REMEMBERED: Sequence[Hazard] = (
    Hazard(
        "preamble",
        "the words beside the hand-off, in what the next agent is told",
        told(TELLER, FAREWELL),
        minds(),
        [ASKS],
    ),
    Hazard(
        "hand-back",
        "handed back with its last four messages: what it had said itself, and what the other did",
        every(handed_on(TELLER, HOST), told(HOST, "storyteller", "Rustle")),
        minds(HANDS_ON, teller=TELLS),
        [
            ASKS,
            _next(1, "yes please"),
            _next(2, "that was lovely"),
            _next(3, "now back to the other one"),
        ],
        hands_back_with=4,
    ),
    Hazard(
        "settled-late",
        "a wish is corrected while it is being put into the books",
        settled_as("owl"),
        minds(host=BOOKS),
        [Move(was_heard(HOST), Speaks("please book it"), after_s=0.5), Move(runs("settle"), Speaks("no an owl"), 0.3)],
        tools=[Tool.SETTLE, Tool.REMEMBER],
        watched_s=15.0,
    ),
    Hazard(
        "two-listeners",
        "an STT that is paid while a realtime model listens",
        one_listener,
        minds(),
        [ASKS],
        pairs=[TO_REALTIME, FROM_REALTIME],
        watched_s=20.0,
    ),
)
