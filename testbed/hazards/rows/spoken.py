"""What the caller says or types while one agent hands on to the next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from testbed.hazards.hazard import HOST, TELLER, Fault, Hazard
from testbed.hazards.moves import Coughs, Move, Speaks, Types, asked, entered, farewell, farewell_over, runs
from testbed.hazards.rows.cast import ASKS, FAREWELL, TELLING, TO_TELLER, minds
from testbed.hazards.verdicts import (
    Judge,
    answered_by,
    every,
    handed_on,
    heard,
    in_order,
    no_dead_air,
    one_speaker,
    words_answered,
)

MORE: Final = Speaks("with an owl in it")
SLOWLY: Final = minds(teller=replace(TELLING, waits_s=2.0))
"""A teller whose model takes its time, so that there is a while between the two agents."""
WORDLESS: Final = minds(TO_TELLER, teller=replace(TELLING, waits_s=2.0))
"""And a host that hands on without a word."""
KEPT: Final[Judge] = every(words_answered, in_order, handed_on(TELLER), answered_by(TELLER), one_speaker, no_dead_air)
"""All that a caller who speaks in the middle of it may ask for."""

SPOKEN: Sequence[Hazard] = (
    Hazard(
        "barge-in",
        "the caller breaks into the words beside the hand-off",
        KEPT,
        SLOWLY,
        [ASKS, Move(farewell, MORE, after_s=1.0)],
    ),
    Hazard(
        "cough",
        "a noise, no word, in the words beside the hand-off",
        every(handed_on(TELLER), heard(FAREWELL), one_speaker, no_dead_air),
        minds(),
        [ASKS, Move(farewell, Coughs(), after_s=1.0)],
    ),
    Hazard(
        "words-at-once",
        "the caller goes on just as their turn is taken",
        KEPT,
        WORDLESS,
        [ASKS, Move(asked(HOST, 2), MORE)],
    ),
    Hazard(
        "words-in-the-switch",
        "the caller goes on 0.3 s after their turn was taken, as the tool runs",
        KEPT,
        WORDLESS,
        [ASKS, Move(asked(HOST, 2), MORE, after_s=0.3)],
    ),
    Hazard(
        "words-after-farewell",
        "the caller speaks as the words beside the hand-off end",
        KEPT,
        SLOWLY,
        [ASKS, Move(farewell_over, MORE)],
    ),
    Hazard(
        "words-before-first",
        "the caller speaks while the next agent's model thinks",
        KEPT,
        SLOWLY,
        [ASKS, Move(entered(TELLER), MORE, after_s=0.5)],
    ),
    Hazard(
        "words-twice",
        "the caller breaks into those words, and goes on a second later",
        KEPT,
        SLOWLY,
        [ASKS, Move(farewell, MORE, after_s=0.5), Move(asked(HOST, 2), Speaks("and a lake"), after_s=2.5)],
    ),
    Hazard(
        "slow-exit",
        "the caller speaks while the old agent's on_exit takes 3 s",
        every(words_answered, in_order, handed_on(TELLER), answered_by(TELLER)),
        minds(),
        [ASKS, Move(farewell_over, MORE, after_s=0.5)],
        faults={HOST: Fault.SLOW_EXIT},
    ),
    Hazard(
        "typed",
        "the caller types while the words beside the hand-off sound",
        KEPT,
        minds(),
        [ASKS, Move(farewell, Types(MORE.text), after_s=1.0)],
    ),
    Hazard(
        "typed-in-the-switch",
        "the caller types as the tool runs",
        KEPT,
        WORDLESS,
        [ASKS, Move(runs("to_teller"), Types(MORE.text))],
    ),
)
