"""A part that fails while the caller waits, and nobody stands behind it: what they hear, and what they are told."""

from collections.abc import Mapping, Sequence
from typing import Final

from segue.testing import Calls, Reply, Says
from testbed.hazards.hazard import BOTH_PIPELINES, FROM_REALTIME, HOST, Fault, Hazard, Pair, Tool
from testbed.hazards.judging.honesty import ends, goodbye_at, on_record, spoken_to_within, told_in_time
from testbed.hazards.judging.verdict import Judge, every
from testbed.hazards.judging.waiting import ended
from testbed.hazards.lines import Lines
from testbed.hazards.moves import Breaks, HangsUp, Insists, Move, silence, was_heard
from testbed.hazards.rows.cast import cast

FOUND: Final = Says("Certainly, here is one about a fox who kept the lamps of a town.")
AFTER: Final = Says("I could not look it up, sorry about that.")
ASKS: Final = Move(was_heard(HOST), Insists("please find me a fox"), after_s=0.5)
"""The caller asks for something, and again when they are asked to."""
BREAKS: Final = Move(was_heard(HOST), Breaks())
"""The greeting was heard, and from now on it is broken."""
HANGS_UP: Final = Move(silence(1.0), HangsUp(), patience_s=60.0)
"""They were answered, or have waited for too long."""
TOLD: Final[Judge] = every(told_in_time, on_record, ends)
UNDERSTOOD_BY_NOBODY: Final[Judge] = every(told_in_time, ends)
"""Where nobody can have understood the caller, their words are lost whatever is done."""
TIME_UP_S: Final = 8.0
AWAY_S: Final = 15.0
"""As livekit-agents has it: nobody speaks for so long, and the caller is away."""


def alone(
    name: str,
    what: str,
    *moves: Move,
    judge: Judge = TOLD,
    found: Reply = FOUND,
    pair: Pair = BOTH_PIPELINES,
    fault: Fault | None = None,
    tools: Sequence[Tool] = (),
    lasts_s: float | None = None,
    watched_s: float = 10.0,
) -> Hazard:
    """One agent, who finds what it is asked for."""
    faults: Mapping[str, Fault] = {} if fault is None else {HOST: fault}
    lines = {**cast(), HOST: Lines("Hello, the host speaking.", {"fox": found}, after_tool=AFTER)}
    return Hazard(
        name, what, judge, lines, moves, [pair], tools, faults, lasts_s=lasts_s, watched_s=watched_s, alone=True
    )


def breaking(fault: Fault, name: str, *, judge: Judge = TOLD, pair: Pair = BOTH_PIPELINES) -> Hazard:
    """The row of a part that breaks once the greeting was heard."""
    return alone(name, f"the agent: {fault}", BREAKS, ASKS, HANGS_UP, judge=judge, pair=pair, fault=fault)


IN_SILENCE: Final[Sequence[Hazard]] = (
    breaking(Fault.DUMB, "llm-silent"),
    breaking(Fault.MODEL, "llm-refuses"),
    breaking(Fault.BREAKS_OFF, "tts-stalls"),
    breaking(Fault.VOICELESS, "tts-refuses"),
    breaking(Fault.HALF_OPEN, "stt-half-open"),
    breaking(Fault.DEAF, "stt-deaf", judge=UNDERSTOOD_BY_NOBODY),
    breaking(Fault.MUTE, "realtime-mute", pair=FROM_REALTIME),
    alone("tool-silent", "a tool never comes back", ASKS, HANGS_UP, found=Calls("hangs"), tools=[Tool.HANGS]),
    alone(
        "enter-hangs",
        "the first agent's on_enter never comes back",
        Move(silence(8.0), Insists("hello who is there"), patience_s=60.0),
        HANGS_UP,
        fault=Fault.HANGS_ENTERING,
    ),
    alone(
        "question-unheard",
        "the caller falls silent, and the TTS that would ask whether they are there is dead",
        BREAKS,
        Move(silence(AWAY_S + 10.0), HangsUp(), patience_s=60.0),
        judge=every(spoken_to_within(AWAY_S + 3.0), ends),
        fault=Fault.VOICELESS,
    ),
    alone(
        "goodbye-unheard",
        "the call's time is up, and the TTS that would say goodbye is dead",
        BREAKS,
        judge=every(ended, goodbye_at(TIME_UP_S)),
        fault=Fault.VOICELESS,
        lasts_s=TIME_UP_S,
        watched_s=25.0,
    ),
)
