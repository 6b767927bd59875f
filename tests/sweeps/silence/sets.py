"""The models of a cell's call: fakes that fail as they are told, in the wrappers of a real set."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from segue.models.failover.model_set import FailoverSet
from segue.models.failover.switch import Deadlines, OnSwitch
from segue.models.stage_models import ModelSet, StageModels, TextOnly
from testbed.fakes import FakeSTT
from tests.sweeps.silence.answers import answer
from tests.sweeps.silence.cells import REALTIMES, Cell, Models, Part
from tests.sweeps.silence.faulty import FaultyLLM, FaultySTT, FaultyTTS
from tests.sweeps.silence.faulty_realtime import FaultyRealtime, GivingUp
from tests.sweeps.silence.trouble import Trouble


@dataclass
class Fakes:
    """A set. All pipelines share one STT."""

    how: Models
    trouble: Trouble
    cell: Cell | None
    token_s: Callable[[], float] = lambda: 0.3
    """What an LLM takes to its first word or call."""
    name: str = "fakes"
    stt: FakeSTT = field(init=False)
    realtime: list[FaultyRealtime] = field(default_factory=list)
    """Those that were made."""
    behind: "Fakes | None" = None
    """The backup."""

    def __post_init__(self) -> None:
        self.stt = FaultySTT(self.trouble)

    def models(self, stage: str) -> StageModels:
        """Those of a stage, made anew each time."""
        if self.how not in REALTIMES:
            return self._pipeline(stage)
        self.realtime.append(FaultyRealtime(stage, partial(answer, self.cell, stage), self.trouble, self.token_s))
        return StageModels(self.realtime[-1], tts=FaultyTTS(stage, self.trouble), turns_by="realtime_llm")

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline behind a realtime model."""
        return self._pipeline(stage) if self.how is Models.FALLBACK else None

    def understood(self) -> list[str]:
        """What was made of the caller's words, while whoever made it lived; and by the set behind it."""
        sessions = [one for model in self.realtime for one in model.sessions]
        heard = [text for one in sessions if isinstance(one, GivingUp) for text in one.told]
        return [*self.stt.finals, *heard, *(self.behind.understood() if self.behind else [])]

    def _pipeline(self, stage: str) -> StageModels:
        llm = FaultyLLM(Part.LLM, partial(answer, self.cell, stage), self.trouble, token_s=self.token_s)
        return StageModels(llm, self.stt, FaultyTTS(stage, self.trouble))


def wrapped(fakes: Fakes, on_switch: OnSwitch) -> ModelSet:
    """The set as a call has it."""
    if fakes.how is Models.WITH_BACKUP:
        fakes.behind = Fakes(Models.ALONE, Trouble(None), fakes.cell)
    whole = FailoverSet(fakes, fakes.behind, Deadlines(), on_switch)
    return TextOnly(whole) if fakes.how is Models.TYPED else whole
