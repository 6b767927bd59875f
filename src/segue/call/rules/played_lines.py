"""Lines that are played in an agent's place: they need no agent, no model and no session that works."""

from dataclasses import replace

from segue.call.command import FixedLine, Hush, PlayLine
from segue.call.decision import Decision
from segue.call.state import State


def plays(state: State, line: FixedLine) -> Decision:
    return Decision(replace(state, line=line), (PlayLine(line, state.fillers if line is FixedLine.FILLER else 0),))


def filler(state: State) -> Decision:
    decision = plays(state, FixedLine.FILLER)
    return Decision(replace(decision.state, fillers=state.fillers + 1), decision.commands)


def leaves(state: State) -> Decision:
    """The last line, in the place of whoever was to say it."""
    line = state.last_line or FixedLine.APOLOGY
    if state.line is line:
        return Decision(state)
    hushed = Decision(replace(state, last_line=line), (Hush(),))
    return hushed.then(plays(hushed.state, line))
