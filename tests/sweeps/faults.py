"""What may be wrong with one of the agents of a hand-off, and which models and which class come of it."""

import asyncio
from dataclasses import replace
from enum import StrEnum
from typing import Final

from livekit.agents import APIConnectionError

from segue.profile.model import Profile
from segue.session.stage_agent import StageAgent
from testbed.fakes import FakeTTS, Raises, Stalls
from testbed.hazards import hazard
from testbed.hazards.our_team import TEAM as HAZARDOUS


class Fault(StrEnum):
    """Of the next agent, unless it says otherwise."""

    CONSTRUCTOR = "its constructor raises"
    TOOL_TWICE = "a tool of its name is there twice"
    START = "its model can't be started"
    ENTER_RAISES = "its on_enter raises"
    ENTER_HANGS = "its on_enter hangs"
    LLM_RAISES = "its LLM raises"
    LLM_HANGS = "its LLM hangs"
    TTS_RAISES = "its TTS raises"
    TTS_STALLS = "its TTS stalls"
    EXIT_HANGS = "the on_exit of the agent before hangs"
    SLOW_TOOL = "a tool of 20 s runs beside the hand-off"
    HANGING_TOOL = "a tool that hangs runs beside the hand-off"


TAKEN_BACK: Final = frozenset(Fault) - {Fault.EXIT_HANGS, Fault.SLOW_TOOL, Fault.HANGING_TOOL}
"""Those of an agent that can't have the call."""
BESIDE: Final = {Fault.SLOW_TOOL: "slow", Fault.HANGING_TOOL: "hangs"}
"""The tool that the host calls first."""


class HangsLeaving(StageAgent):
    """It never lets go."""

    async def on_exit(self) -> None:
        await asyncio.Event().wait()


TEAM: Final = replace(HAZARDOUS, cast={**HAZARDOUS.cast, "hangs_leaving": HangsLeaving})
_CAST: Final = {
    Fault.CONSTRUCTOR: ("teller", "cannot_be_made"),
    Fault.ENTER_RAISES: ("teller", "cannot_enter"),
    Fault.ENTER_HANGS: ("teller", "never_enters"),
    Fault.EXIT_HANGS: ("host", "hangs_leaving"),
}
_LLM: Final = {Fault.START: hazard.Fault.START, Fault.LLM_RAISES: hazard.Fault.MODEL}


def faulty(profile: Profile, fault: Fault | None) -> Profile:
    """The profile with an agent that has this fault."""
    stages = dict(profile.stages)
    if fault in _CAST:
        stage, agent = _CAST[fault]
        stages[stage] = stages[stage].model_copy(update={"agent": agent})
    if fault is Fault.TOOL_TWICE:
        twice = {"tools": ["look_up", "look_up"], "desk": "slow_book"}
        stages["teller"] = stages["teller"].model_copy(update=twice)
    if fault in BESIDE:
        stages["host"] = stages["host"].model_copy(update={"tools": [BESIDE[fault]]})
    return profile.model_copy(update={"stages": stages})


def of_llm(stage: str, fault: Fault | None) -> hazard.Fault | None:
    """What is wrong with a stage's LLM."""
    return _LLM.get(fault) if fault and stage == "teller" else None


def voice(stage: str, fault: Fault | None) -> FakeTTS:
    """A stage's TTS."""
    made = FakeTTS(stage, ttfb_s=0.2)
    if stage == "teller" and fault is Fault.TTS_RAISES:
        made.fault = Raises(error=APIConnectionError("this voice fails", retryable=False))
    if stage == "teller" and fault is Fault.TTS_STALLS:
        made.fault = Stalls()
    return made
