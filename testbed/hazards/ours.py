"""Segue's side: the same call along a profile, built as every call of Segue is."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from livekit.agents import TurnHandlingOptions
from livekit.agents.voice.room_io.types import TextInputEvent

from segue.call.call import Call
from segue.models.stage_models import StageModels
from segue.profile.load import load
from segue.profile.model import Profile
from segue.session.build import Built, build
from segue.session.turn_taking import Spoken
from segue.settings import NoiseCancellation
from segue.transports.room import options
from testbed.fakes.turns import FakeTurns, attach
from testbed.fakes.vad import FakeVAD
from testbed.hazards.hazard import HOST, TELLER, Fault, Hazard, Kind
from testbed.hazards.observed import Books, Observed
from testbed.hazards.our_team import TEAM, class_of
from testbed.hazards.scene import Scene

PROFILE: Final = Path(__file__).parent / "handing_on"


@dataclass(frozen=True, slots=True)
class SceneModels:
    """The models of a scene as a set of models."""

    scene: Scene
    name: str = "fakes"

    def models(self, stage: str) -> StageModels:
        """Those of an agent; beside a realtime model no STT, as in the cloud set."""
        models = self.scene.models(stage)
        return StageModels(models.llm, models.stt, models.tts)

    def fallback(self, stage: str) -> StageModels | None:
        """For a realtime stage the pipeline of the same mind."""
        if self.scene.kind(stage) is Kind.PIPELINE:
            return None
        models = self.scene.pipeline(stage, None)
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
        inputs: Any = options(NoiseCancellation.OFF, None).text_input
        self._typed = inputs.text_input_cb

    def hang_up(self) -> None:
        self._built.director.hung_up()

    async def type(self, text: str) -> None:
        await self._typed(self._built.session, TextInputEvent(text=text, info=None, participant=None))  # type: ignore[arg-type]  # nobody asks


async def ours(scene: Scene) -> Observed:
    """Play the call, and give back what was observed of it."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    call = Call(profile(scene.hazard), call_id="hazard", now=lambda: loop.time() - began, facts=scene.hazard.facts)
    built = build(call, SceneModels(scene), TEAM, Turns(FakeVAD()))
    attach(built.session, scene.caller, scene.earpiece)
    scene.log.watch(built.session)
    closing = asyncio.create_task(_closed(built, scene))
    await built.session.start(built.agent)
    built.director.started()
    await scene.play(OurLine(built))
    closing.cancel()
    state = call.state
    return scene.log.observed(Books(sum(state.crossings.values()), state.known(), state.settled.get(HOST)))


async def _closed(built: Built, scene: Scene) -> None:
    await built.director.closed.wait()
    scene.log.over()


def profile(hazard: Hazard) -> Profile:
    """The hazards' profile with what this one has otherwise."""
    told = load(PROFILE, TEAM.known())
    stages = {
        name: spec.model_copy(update={"agent": class_of(hazard.faults.get(name))}) for name, spec in told.stages.items()
    }
    stages[HOST] = stages[HOST].model_copy(update={"tools": [*hazard.tools]})
    if Fault.TOOL_TWICE in hazard.faults.values():
        stages[TELLER] = stages[TELLER].model_copy(update={"tools": ["look_up", "look_up"]})
    changed: dict[str, dict[str, object]] = {
        "to_teller": {"forgets": ["wish"] if hazard.forgets else []},
        "to_host": {"carries": hazard.hands_back_with or "full"},
    }
    edges = [edge.model_copy(update=changed.get(edge.name, {})) for edge in told.edges]
    limits = told.limits.model_copy(update={"call_s": hazard.lasts_s or told.limits.call_s})
    return told.model_copy(update={"stages": stages, "edges": edges, "limits": limits})
