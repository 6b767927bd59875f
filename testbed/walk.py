"""A random walk: a caller who talks, coughs, types and hangs up at random to agents that hand them on at random."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

from livekit.agents import llm

from segue.call.events import Ended, Ending, HungUp
from segue.profile.model import Profile
from segue.testing import Calls, Part, Reply, Says, ScriptedLLM, Waits
from testbed.fakes import FakeRealtimeModel
from testbed.spoken_call import FakeSet, SpokenCall, ringing_by_voice

WALKS_FOR_S = 30.0
REPLIES = 40


async def walk(seed: int, profile: Profile, facts: Mapping[str, str], *, realtime: frozenset[str]) -> SpokenCall:
    """A whole call along `profile`, the same for the same seed; the stages in `realtime` have such a model.

    The caller's words are all different: `w3b` is the second of what they said third, `t4a` was typed. Every stage
    calls the tools of its own edges and `end_call` at random, so nothing should stand in the way of an edge.
    """
    choose = random.Random(seed)
    models = FakeSet({stage: _model(stage, profile, choose, stage in realtime) for stage in profile.stages})
    async with ringing_by_voice(profile, models, facts=facts) as line:
        number = 0
        while not line.caller.hung_up.is_set() and line.caller.now_s < WALKS_FOR_S:
            await asyncio.sleep(choose.uniform(0.05, 2.5))
            number += 1
            if not line.caller.hung_up.is_set():
                _step(choose.random(), number, line)
    return line


def lost_early(line: SpokenCall, *, before_end_s: float = 2.0) -> list[str]:
    """The caller's words that nobody has on record, and that were not the last of a call that was ending."""
    lost, end_s = line.lost(), min(event.at_s for event in line.events if isinstance(event, Ending | HungUp | Ended))
    said = [word.text for one in line.caller.said if one.end_s < end_s - before_end_s for word in one.words]
    return [word for word in said if word in lost]


def _step(chance: float, number: int, line: SpokenCall) -> None:
    if chance < 0.6:
        line.caller.say(f"w{number}a w{number}b w{number}c")
    elif chance < 0.75:
        line.caller.cough()
    elif chance < 0.9:
        line.type(f"t{number}a t{number}b")
    elif chance < 0.92:
        line.caller.hang_up()


def _model(stage: str, profile: Profile, choose: random.Random, realtime: bool) -> llm.LLM[Any] | llm.RealtimeModel:
    tools = [*(edge.name for edge in profile.edges if edge.origin == stage), "end_call"]
    script = ScriptedLLM(*(_reply(number, tools, choose) for number in range(REPLIES)), repeats=True)
    return FakeRealtimeModel(stage, script, takes_turns=choose.random() < 0.7) if realtime else script


def _reply(number: int, tools: list[str], choose: random.Random) -> Reply:
    parts: list[Part] = [Waits(for_s=choose.choice([0.1, 0.3, 1.0]))]
    if choose.random() < 0.8:
        parts.append(Says(f"Agent line number {number} goes here."))
    if choose.random() < 0.35 or len(parts) == 1:
        weights = [8] * (len(tools) - 1) + [1]
        parts.append(Calls(choose.choices(tools, weights)[0]))
    return tuple(parts)
