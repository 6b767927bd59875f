"""What the caller says or types while one agent hands on to the next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from testbed.hazards.hazard import HOST, TELLER, Fault, Hazard
from testbed.hazards.judging.speakers import handed_on, one_speaker
from testbed.hazards.judging.verdict import Judge, every
from testbed.hazards.judging.waiting import no_dead_air
from testbed.hazards.judging.words_of_caller import answered_by, in_order, none_lost
from testbed.hazards.moves import Coughs, Move, Speaks, Types, asked, entered, farewell, farewell_over, runs
from testbed.hazards.rows.cast import ASKS, TELLING, TO_TELLER, cast

MORE: Final = Speaks("with an owl in it")
SLOWLY: Final = cast(teller=replace(TELLING, waits_s=2.0))
"""A teller whose model takes its time, so that there is a while between the two agents."""
WORDLESS: Final = cast(TO_TELLER, replace(TELLING, waits_s=2.0))
"""And a host that hands on without a word."""
KEPT: Final[Judge] = every(none_lost, in_order, handed_on(TELLER), answered_by(TELLER), one_speaker, no_dead_air)
"""All that a caller who speaks in the middle of it may ask for."""

SPOKEN: Final[Sequence[Hazard]] = (
    Hazard(
        "barge-in",
        "the caller breaks into the words beside the hand-off",
        KEPT,
        cast(),
        [ASKS, Move(farewell, MORE, after_s=1.0)],
    ),
    Hazard(
        "cough",
        "a noise, no word, in the words beside the hand-off",
        every(handed_on(TELLER), one_speaker, no_dead_air),
        cast(),
        [ASKS, Move(farewell, Coughs(), after_s=1.0)],
    ),
    Hazard(
        "words-at-once",
        "the caller goes on as their turn is taken, 0.3 to 0.5 s after their sentence",
        KEPT,
        cast(),
        [ASKS, Move(asked(HOST, 2), MORE)],
    ),
    Hazard(
        "words-in-the-switch",
        "the same 0.3 s later, as a tool hands on without a word",
        KEPT,
        WORDLESS,
        [ASKS, Move(asked(HOST, 2), MORE, after_s=0.3)],
    ),
    Hazard(
        "words-across",
        "the caller begins under the last words of the old agent, and ends after them",
        KEPT,
        cast(),
        [ASKS, Move(farewell, MORE, after_s=2.4)],
    ),
    Hazard(
        "words-after",
        "the caller speaks as the words beside the hand-off end",
        KEPT,
        SLOWLY,
        [ASKS, Move(farewell_over, MORE)],
    ),
    Hazard(
        "words-before",
        "the caller speaks while the next agent's model thinks about its first words",
        KEPT,
        SLOWLY,
        [ASKS, Move(entered(TELLER), MORE, after_s=1.0)],
    ),
    Hazard(
        "words-twice",
        "the caller breaks into those words, and goes on two seconds later",
        KEPT,
        cast(),
        [ASKS, Move(farewell, MORE, after_s=0.5), Move(farewell, Speaks("and a lake"), after_s=2.0)],
    ),
    Hazard(
        "slow-exit",
        "the caller speaks while the old agent's on_exit takes 2 s",
        every(none_lost, in_order, handed_on(TELLER), answered_by(TELLER)),
        cast(),
        [ASKS, Move(farewell_over, MORE, after_s=0.5)],
        faults={HOST: Fault.SLOW_EXIT},
    ),
    Hazard(
        "typed",
        "the caller types while the words beside the hand-off sound",
        KEPT,
        cast(),
        [ASKS, Move(farewell, Types(MORE.text), after_s=1.0)],
    ),
    Hazard(
        "typed-in-the-switch",
        "the caller types as a tool hands on without a word",
        KEPT,
        WORDLESS,
        [ASKS, Move(runs("to_teller"), Types(MORE.text))],
    ),
)
