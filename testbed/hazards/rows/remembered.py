"""What the next agent is told, what the books say, and who is paid to listen."""

from collections.abc import Sequence
from typing import Final

from segue.testing import Calls, Says
from testbed.hazards.hazard import FROM_REALTIME, HOST, TELLER, TO_REALTIME, Hazard, Tool
from testbed.hazards.judging.kept import handed_on_for, one_listener, settled_as, told
from testbed.hazards.judging.speakers import handed_on
from testbed.hazards.judging.verdict import every
from testbed.hazards.lines import Lines
from testbed.hazards.moves import Move, Speaks, answered, runs, was_heard
from testbed.hazards.rows.cast import ASKS, FAREWELL, HANDS_ON, TO_HOST, TO_TELLER, cast

TELLS: Final = Lines(
    "The teller speaking, shall we begin?",
    {
        "yes": Says("Once there was a badger called Rustle, who kept the lamps of a town."),
        "lovely": Says("Thank you, you are kind."),
        "back": TO_HOST,
    },
)
BOOKS: Final = {"owl": Calls("remember", {"wish": "owl"}), "book": Calls("settle")}

REMEMBERED: Final[Sequence[Hazard]] = (
    Hazard(
        "preamble",
        "the words beside the hand-off, in what the next agent is told",
        told(TELLER, FAREWELL),
        cast(),
        [ASKS],
    ),
    Hazard(
        "hand-back",
        "handed back with the last four messages: what it had said itself, and what the other did",
        every(handed_on(TELLER, HOST), told(HOST, "storyteller", "Rustle")),
        cast(HANDS_ON, TELLS),
        [
            ASKS,
            Move(answered(TELLER, 1), Speaks("yes please"), after_s=0.5),
            Move(answered(TELLER, 2), Speaks("that was lovely"), after_s=0.5),
            Move(answered(TELLER, 3), Speaks("now back to the other one"), after_s=0.5),
        ],
        hands_back_with=4,
    ),
    Hazard(
        "settled-late",
        "a wish is corrected while it is being put into the books",
        settled_as("owl"),
        cast(answers=BOOKS),
        [
            Move(was_heard(HOST), Speaks("please book it"), after_s=0.5),
            Move(runs("settle"), Speaks("no an owl"), after_s=0.3),
        ],
        tools=[Tool.SETTLE, Tool.REMEMBER],
        watched_s=15.0,
    ),
    Hazard(
        "settled-edge",
        "and then the caller is to be handed on, which takes an entry in the books",
        handed_on_for("owl"),
        cast(answers={"story": TO_TELLER, **BOOKS}),
        [
            Move(was_heard(HOST), Speaks("please book it"), after_s=0.5),
            Move(runs("settle"), Speaks("no an owl"), after_s=0.3),
            Move(runs("remember"), Speaks("tell me now the story"), after_s=3.0),
        ],
        tools=[Tool.SETTLE, Tool.REMEMBER],
        settled_first=True,
        watched_s=15.0,
    ),
    Hazard(
        "two-listeners",
        "an STT that is paid while a realtime model listens",
        one_listener,
        cast(),
        [ASKS],
        pairs=[TO_REALTIME, FROM_REALTIME],
        watched_s=20.0,
    ),
)
