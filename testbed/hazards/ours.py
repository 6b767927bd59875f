"""Segue's side: the same call along a profile, built as every call of Segue is."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from livekit.agents import TurnHandlingOptions
from livekit.agents.voice.room_io.types import TextInputEvent

from segue.call.call import Call
from segue.call.events import Heard
from segue.models.failover.model_set import FailoverSet
from segue.models.failover.switch import Deadlines
from segue.models.stage_models import ModelSet, StageModels
from segue.profile.load import FILE, load
from segue.profile.yaml.problems import Unreadable
from segue.session.build import Built, build
from segue.session.turn_taking import Spoken
from segue.settings import NoiseCancellation
from segue.transports.room import options
from testbed.fakes import FakeTurns, FakeVAD, attach
from testbed.hazards.hazard import HOST, TELLER, Fault, Hazard, Kind
from testbed.hazards.observed import Books, Observed
from testbed.hazards.our_team import TEAM, class_of
from testbed.hazards.refusing import our_model
from testbed.hazards.scene import Scene

PROFILE: Final = Path(__file__).parent / "handing_on"


@dataclass(frozen=True, slots=True)
class SceneModels:
    """The models of a scene as a set of models."""

    scene: Scene
    name: str = "fakes"

    def models(self, stage: str) -> StageModels:
        """Those of an agent; beside a realtime model no STT, as in the cloud set."""
        if self.scene.fault(stage) is Fault.REFUSED:
            return StageModels(our_model(self.scene.refuses_at))
        models = self.scene.models(stage)
        return StageModels(models.llm, models.stt, models.tts)

    def fallback(self, stage: str) -> StageModels | None:
        """For a realtime stage the pipeline of the same mind."""
        if self.scene.kind(stage) is Kind.PIPELINE or self.scene.hazard.alone:
            return None
        models = self.scene.pipeline(stage, well=True)
        return StageModels(models.llm, models.stt, models.tts)


@dataclass(frozen=True, slots=True)
class Turns(Spoken):
    """Turns as Segue has them, found by the fakes' own detector."""

    def handling(self) -> TurnHandlingOptions:
        """The session's turn options."""
        return FakeTurns(self.activity).handling()


class OurLine:
    """What Segue does where a room's caller leaves or types."""

    def __init__(self, built: Built) -> None:
        self._built = built
        typing: Any = options(NoiseCancellation.OFF, None).text_input
        self._typed = typing.text_input_cb

    def hang_up(self) -> None:
        self._built.director.hung_up()

    async def type(self, text: str) -> None:
        nobody: Any = None
        await self._typed(self._built.session, TextInputEvent(text, nobody, nobody))


async def ours(scene: Scene) -> Observed:
    """Play the call, and give back what was observed of it."""
    try:
        with written(scene.hazard) as folder:
            profile = load(folder, TEAM.known())
    except Unreadable as mistakes:
        return Observed(refused=mistakes.problems[0].what)
    call = Call(profile, call_id="hazard", now=lambda: scene.caller.now_s, facts=scene.hazard.facts)
    heard = list[str]()
    call.subscribe(lambda event, _: heard.append(event.text) if isinstance(event, Heard) else None)
    models: ModelSet = SceneModels(scene)
    if scene.hazard.alone:
        models = FailoverSet(models, None, Deadlines(), call.switched)
    built = build(call, models, TEAM, Turns(FakeVAD()))
    attach(built.session, scene.caller, scene.earpiece)
    scene.log.watch(built.session)
    closing = asyncio.create_task(_closed(built, scene))
    await built.session.start(built.agent)
    built.director.started()
    await scene.play(OurLine(built))
    closing.cancel()
    state = call.state
    entry = state.settled.get(HOST)
    settled = entry.summary if entry else None
    return scene.log.observed(Books(sum(state.crossings.values()), state.known(), settled, heard, state.outcome or ""))


async def _closed(built: Built, scene: Scene) -> None:
    await built.director.closed.wait()
    scene.log.over()


@contextlib.contextmanager
def written(hazard: Hazard) -> Iterator[Path]:
    """The folder of a profile with what this hazard has otherwise, as a user would have written it."""
    told = yaml.safe_load((PROFILE / FILE).read_text())
    for name, spec in told["stages"].items():
        spec["agent"] = class_of(hazard.faults.get(name))
    told["stages"][HOST] |= _tools([str(tool) for tool in hazard.tools])
    if Fault.TOOL_TWICE in hazard.faults.values():
        told["stages"][TELLER] |= _tools(["look_up", "look_up"])
    edges = {edge["name"]: edge for edge in told["edges"]}
    edges["to_teller"]["forgets"] = ["wish"] if hazard.forgets else []
    edges["to_teller"]["settled"] = hazard.settled_first
    edges["to_host"]["carries"] = hazard.hands_back_with or "full"
    told["limits"]["call_s"] = hazard.lasts_s or told["limits"]["call_s"]
    with tempfile.TemporaryDirectory() as kept:
        folder = shutil.copytree(PROFILE, Path(kept) / PROFILE.name)
        (folder / FILE).write_text(yaml.safe_dump(told))
        yield folder


def _tools(names: list[str]) -> dict[str, object]:
    """The keys of a stage for its tools, and for what some of them need."""
    at_desk = {"look_up", "settle"} & {*names}
    return {
        "tools": names,
        **({"desk": "slow_book"} if at_desk else {}),
        **({"facts": ["wish"]} if "settle" in names else {}),
    }
