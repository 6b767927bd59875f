"""How a call is left: a last line, heard to its end, and then the session is closed."""

from dataclasses import replace
from typing import Final

from segue.call.command import Close, FixedLine, Leave
from segue.call.decision import Decision, armed, cancelled
from segue.call.events import Outcome, Timer
from segue.call.phases import Phase
from segue.call.rules.played_lines import leaves
from segue.call.state import State

GOODBYE_WITHIN_S: Final = 30.0
"""The longest last words; whoever has not said them by then will not say them."""


def ends(state: State, outcome: Outcome) -> Decision:
    """From here the call is ending, and what is said is the last of it."""
    ending = replace(state, phase=Phase.ENDING, ending=state.ending or outcome, hand_off=None)
    quiet = cancelled(ending, Timer.SILENCE)
    for timer in (Timer.CALL, Timer.WARNING, Timer.HAND_OFF, Timer.ENTRY, Timer.RETURN):
        quiet = quiet.then(cancelled(quiet.state, timer))
    return quiet.then(armed(quiet.state, Timer.GOODBYE, GOODBYE_WITHIN_S))


def leaving(state: State, outcome: Outcome, line: FixedLine) -> Decision:
    """The agents take their leave with a line of the profile's; where none can, it is played in their place."""
    decision = ends(replace(state, last_line=line), outcome)
    if line is FixedLine.APOLOGY:
        return decision.then(leaves(decision.state))
    return decision.then(Decision(decision.state, (Leave(line),)))


def closing(state: State) -> Decision:
    """Nothing more is to be heard."""
    decision = cancelled(state, Timer.GOODBYE)
    return decision.then(Decision(decision.state, (Close(),)))
