"""A hazard as data: what befalls a call, on which pairs of models, and how what came of it is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from testbed.hazards.judging.verdict import Judge
from testbed.hazards.lines import Lines
from testbed.hazards.moves import Move


class Kind(StrEnum):
    """What thinks for an agent."""

    PIPELINE = "pipeline"
    REALTIME = "realtime"


class Pair(NamedTuple):
    """Which kind hands on to which."""

    origin: Kind
    target: Kind

    def __str__(self) -> str:
        return f"{self.origin} → {self.target}"


BOTH_PIPELINES: Final = Pair(Kind.PIPELINE, Kind.PIPELINE)
TO_REALTIME: Final = Pair(Kind.PIPELINE, Kind.REALTIME)
FROM_REALTIME: Final = Pair(Kind.REALTIME, Kind.PIPELINE)
ALL: Final = (BOTH_PIPELINES, TO_REALTIME, FROM_REALTIME)


class Fault(StrEnum):
    """What is wrong with an agent."""

    CONSTRUCTOR = "its constructor raises"
    TOOL_TWICE = "a tool of its name is there twice"
    START = "its model can't be started"
    ON_ENTER = "its on_enter raises"
    MODEL = "its model fails each time it is asked"
    MUTE = "its model answers with nothing"
    LOST = "its realtime model gives up as it connects"
    REFUSED = "OpenAI's realtime API lets nobody in"
    SILENT = "its on_enter says nothing"
    SLOW_EXIT = "its on_exit takes 2 s"
    HANGS_ENTERING = "its on_enter never comes back"
    DUMB = "its LLM takes each request and says nothing"
    BREAKS_OFF = "its TTS stops in mid-sentence"
    VOICELESS = "its TTS can't be reached"
    HALF_OPEN = "the line to its STT takes all sound and gives no word; a new one would"
    DEAF = "its STT takes all sound and never says a word"


class Tool(StrEnum):
    """What an agent may do beside handing on."""

    LOOK_UP = "look_up"
    SLOW = "slow"
    """Takes 20 s."""
    HANGS = "hangs"
    """Never comes back."""
    REMEMBER = "remember"
    SETTLE = "settle"
    """Puts the wish into a book that takes 2 s to write."""
    END_CALL = "end_call"


HOST, TELLER, GUIDE = "host", "teller", "guide"
"""The agents: the first has the call, and may hand it on to either of the others, who may hand it back."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One row of the table."""

    name: str
    what: str
    """One line for whoever reads the table."""
    judge: Judge
    lines: Mapping[str, Lines]
    """What each agent says."""
    moves: Sequence[Move] = ()
    pairs: Sequence[Pair] = ALL
    tools: Sequence[Tool] = ()
    """What the first agent may do beside handing on."""
    faults: Mapping[str, Fault] = field(default_factory=dict)
    forgets: bool = False
    """Whether handing on to the teller has the wish asked anew."""
    settled_first: bool = False
    """Whether the wish has to stand in the books before the teller may have the call."""
    hands_back_with: int | None = None
    """How many messages cross when the call is handed back; None for all."""
    text_beside: bool = False
    """Whether the hand-off tool also returns a text, where the library lets it."""
    updates_first: bool = False
    """Whether the hand-off tool reports its progress before it hands on, where the library lets it."""
    lasts_s: float | None = None
    """After how long the agents end the call; None for longer than it is watched."""
    watched_s: float = 25.0
    """How long, after the last of the moves."""
    true_time: bool = False
    """Whether it needs sockets, and so the seconds of this world."""
    facts: Mapping[str, str] = field(default_factory=lambda: {"wish": "fox"})
    """What is known as the call begins."""
    alone: bool = False
    """Whether it befalls one agent, with models that have no backup, and no hand-off: a row of the second table."""

    def table(self, pair: Pair) -> str:
        """What stands above the rows that it is among, on this pair."""
        return "waiting in silence" if self.alone else str(pair)
