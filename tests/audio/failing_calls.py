"""The calls in which a part of ours fails: what the caller says, and what they hear instead of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from segue.call.command import FixedLine
from segue.call.events import Outcome
from segue.profile.playing import Mode
from segue.profile.rehearsal_file import ToolLines
from tests.audio.plugin_calls import Line, Setting
from tests.audio.troubles import (
    Hanging,
    Raising,
    enquire,
    enquiring,
    last_line_is_refused,
    llm_says_nothing,
    played_by,
    realtime_model_says_nothing,
    stt_hears_nothing,
    tts_refuses,
    tts_stalls,
)

PATIENCE_S = 2.8
"""Longer than the pauses between two lines for somebody who waits: they are not the caller's turn."""
CHAPTERS = ("There was a box. What was in it, do you think?", "{answer}. And there it stayed for ever. Is that enough?")
GOES_ON = "stayed for ever"
"""Words of the answer."""
WAITS: Line = {"silence_s": 4.5}
"""Rather than be tempted by a longer pause, on a busy machine."""
HANGS_UP: Sequence[Line] = (WAITS, {"hang_up": True})
ASKED, AGAIN, ONCE_MORE = "A wooden spoon.", "I said, a wooden spoon.", "A wooden spoon, please."
LISTENS: Line = {"silence_s": 60.0}


@dataclass(frozen=True, slots=True)
class Failing(Setting):
    """Such a call."""

    path: Sequence[str] = ("story",)
    chapters: Sequence[str] = CHAPTERS
    patience_s: float = PATIENCE_S
    hears: Sequence[FixedLine] = ()
    """What is heard in an agent's place, in this order; there may be more between."""
    unheard: Sequence[str] = ()
    """What the caller said that nobody could write down."""
    answer: str = ""
    """Words that answer the caller's last; none where there is no answer to come."""
    outcome: Outcome = Outcome.HUNG_UP
    part: str = ""
    """What the record says of who failed, where the call did."""


FAILING = {
    "llm_says_nothing": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, WAITS, AGAIN, *HANGS_UP],
        breaks=llm_says_nothing,
        hears=[FixedLine.FILLER, FixedLine.SAY_AGAIN],
        answer=GOES_ON,
    ),
    "tts_stalls": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, "Please go on.", *HANGS_UP],
        breaks=tts_stalls,
        hears=[FixedLine.SAY_AGAIN],
        answer=GOES_ON,
    ),
    "tts_refuses": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, AGAIN, ONCE_MORE],
        breaks=tts_refuses,
        hears=[FixedLine.SAY_AGAIN, FixedLine.OFFER, FixedLine.APOLOGY],
        outcome=Outcome.FAILED,
        part="tts",
    ),
    "stt_hears_nothing": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, WAITS, AGAIN, *HANGS_UP],
        breaks=stt_hears_nothing,
        hears=[FixedLine.FILLER, FixedLine.MISSED_THAT],
        unheard=[ASKED],
        answer=GOES_ON,
    ),
    "realtime_model_says_nothing": Failing(
        Mode.REALTIME,
        "cloud",
        [ASKED, *HANGS_UP],
        breaks=realtime_model_says_nothing,
        hears=[FixedLine.FILLER],
        answer=GOES_ON,
    ),
    "tool_hangs": Failing(
        Mode.PIPELINE,
        "cloud",
        ["Please ask him.", WAITS, *HANGS_UP],
        team=enquiring,
        calls={enquire.info.name: ToolLines(heard=["please ask him"], says="He does not answer.")},
        hears=[FixedLine.FILLER, FixedLine.STILL_HERE],
        answer="does not answer",
    ),
    "agent_hangs": Failing(
        Mode.PIPELINE,
        "cloud",
        [LISTENS],
        team=played_by(Hanging),
        hears=[FixedLine.FILLER, FixedLine.STILL_HERE, FixedLine.APOLOGY],
        outcome=Outcome.FAILED,
        part="agent",
    ),
    "agent_raises": Failing(
        Mode.PIPELINE,
        "cloud",
        [LISTENS],
        team=played_by(Raising),
        hears=[FixedLine.APOLOGY],
        outcome=Outcome.FAILED,
        part="agent",
    ),
    "last_line_is_refused": Failing(
        Mode.PIPELINE,
        "cloud",
        [LISTENS],
        call_s=14.0,
        breaks=last_line_is_refused,
        hears=[FixedLine.TIME_UP],
        outcome=Outcome.TIME_UP,
    ),
}
