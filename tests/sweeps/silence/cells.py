"""The cells of the table, and those that can't be, with the reason."""

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """What fails."""

    LLM = "llm"
    TTS = "tts"
    STT = "stt"
    REALTIME = "realtime"
    TOOL = "tool"
    ON_ENTER = "on_enter"
    FIXED_LINE = "fixed_line"


class Fault(StrEnum):
    """How it fails."""

    REFUSES = "refuses"
    HTTP_401 = "401"
    HTTP_429 = "429"
    SILENT = "says_nothing"
    """It connects, and nothing comes."""
    STALLS = "stalls"
    """In mid-sentence."""
    SLOW = "slow"
    """Slower than real time."""
    RAISES = "raises"
    """What no plugin is to raise."""


class Models(StrEnum):
    """Which set, and how the call is spoken."""

    WITH_BACKUP = "pipeline+backup"
    ALONE = "pipeline"
    FALLBACK = "realtime+fallback"
    REALTIME = "realtime"
    TYPED = "typed"


class At(StrEnum):
    """The phase of the call at which the fault begins."""

    GREETING = "greeting"
    TURN = "turn"
    TOOL = "tool"
    HAND_OFF = "hand_off"
    ENDING = "ending"


class Lasts(StrEnum):
    """How long the fault lasts."""

    ONCE = "once"
    """For one request."""
    FOR_GOOD = "for_good"


PIPELINES: Final = (Models.WITH_BACKUP, Models.ALONE)
NUMBERED: Final = (Fault.HTTP_401, Fault.HTTP_429)
REALTIMES: Final = (Models.FALLBACK, Models.REALTIME)


@dataclass(frozen=True, slots=True)
class Cell:
    """One call."""

    part: Part
    fault: Fault
    models: Models
    at: At
    lasts: Lasts

    def __str__(self) -> str:
        return " ".join((self.part, self.fault, self.models, self.at, self.lasts))


@dataclass(frozen=True, slots=True)
class Impossible:
    """Combinations that can't be; what is left open may be anything."""

    why: str
    part: Part
    faults: tuple[Fault, ...] = tuple(Fault)
    models: tuple[Models, ...] = tuple(Models)
    at: tuple[At, ...] = tuple(At)

    def __contains__(self, cell: Cell) -> bool:
        return (
            cell.part is self.part and cell.fault in self.faults and cell.models in self.models and cell.at in self.at
        )


IMPOSSIBLE: Final = (
    Impossible("a realtime model thinks for itself, and its fallback is a pipeline", Part.LLM, models=REALTIMES),
    Impossible("a realtime model speaks for itself; what it can't say is the fixed line", Part.TTS, models=REALTIMES),
    Impossible("what is typed is not spoken", Part.TTS, models=(Models.TYPED,)),
    Impossible("a realtime model hears for itself", Part.STT, models=REALTIMES),
    Impossible("what is typed is not listened to", Part.STT, models=(Models.TYPED,)),
    Impossible("a pipeline has no realtime model", Part.REALTIME, models=PIPELINES),
    Impossible("a typed call leaves a realtime stage to its fallback", Part.REALTIME, models=(Models.TYPED,)),
    Impossible("a tool answers whole: it has no middle", Part.TOOL, faults=(Fault.STALLS,)),
    Impossible("a turn in which a tool is called is the phase of that name", Part.TOOL, at=(At.TURN,)),
    Impossible("nobody stands behind a tool: it is the same call without", Part.TOOL, models=(Models.WITH_BACKUP,)),
    Impossible("nobody stands behind a tool: it is the same call without", Part.TOOL, models=(Models.FALLBACK,)),
    Impossible("nothing is heard of it before the answer, which is a model's", Part.ON_ENTER, faults=(Fault.STALLS,)),
    Impossible(
        "an agent takes the call as it begins, and at a hand-off",
        Part.ON_ENTER,
        at=(At.TURN, At.TOOL, At.ENDING),
    ),
    Impossible(
        "nobody stands behind an agent: it is the same call without", Part.ON_ENTER, models=(Models.WITH_BACKUP,)
    ),
    Impossible("nobody stands behind an agent: it is the same call without", Part.ON_ENTER, models=(Models.FALLBACK,)),
    Impossible("a typed line is its text, and needs nobody", Part.FIXED_LINE, models=(Models.TYPED,)),
    Impossible("the agents greet in their own words", Part.FIXED_LINE, at=(At.GREETING,)),
    Impossible("no line is due while a tool is at work, but those of the ladder", Part.FIXED_LINE, at=(At.TOOL,)),
)


def product() -> list[Cell]:
    """All combinations."""
    return [Cell(*each) for each in itertools.product(Part, Fault, Models, At, Lasts)]


def why_not(cell: Cell) -> str | None:
    """Why a combination can't be; None where it can."""
    return next((each.why for each in IMPOSSIBLE if cell in each), None)


def telling() -> list[Cell]:
    """Without most of those in which a server's refusal has another number: what comes of it is the same."""
    return [cell for cell in cells() if cell.fault not in NUMBERED or (cell.at is At.TURN and cell.lasts is Lasts.ONCE)]


def listening() -> list[Cell]:
    """Those in which who listens fails in a turn: they are played with a caller of few words too."""
    return [cell for cell in cells() if cell.part in (Part.STT, Part.REALTIME) and cell.at is At.TURN]


def cells() -> list[Cell]:
    """Those that can be, in order."""
    return [cell for cell in product() if why_not(cell) is None]
