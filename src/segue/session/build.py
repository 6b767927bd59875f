"""The one way to build a session for a call."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Final, TypedDict, Unpack

from livekit.agents import Agent, AgentSession, llm

from segue.call.call import Call
from segue.call.events import Started
from segue.models.owned import OwnedModels
from segue.models.stage_models import ModelSet, StageModels
from segue.profile.model import Edge, Profile
from segue.profile.traits import Trait
from segue.session.alarms import CountedAlarms, LoopAlarms
from segue.session.closing import Closing
from segue.session.crossing import Crossing
from segue.session.director import Director
from segue.session.entry import Entry
from segue.session.executor import Executor
from segue.session.handover import Handover
from segue.session.intended import Intended
from segue.session.line_player import LinePlayer
from segue.session.realtime_failover import RealtimeFailover
from segue.session.stage_context import StageContext, Team
from segue.session.token_count import count_tokens
from segue.session.tool_runs import ToolRuns
from segue.session.turn_taking import TurnTaking
from segue.speech import Transform, aloud

UNBOUNDED: Final = {Trait.HANDS_ON, Trait.ENDS_CALL}


@dataclass(frozen=True, slots=True)
class Built:
    """A session that has not been started, its first agent, who watches over both, its tools and its end."""

    session: AgentSession[Call]
    agent: Agent
    director: Director
    tool_runs: ToolRuns
    closing: Closing


def build(call: Call, model_set: ModelSet, team: Team, turns: TurnTaking) -> Built:
    """Build the session of `call`, which begins here; whoever calls this decides what goes in and out of it."""
    owned = OwnedModels(model_set)
    session = AgentSession[Call](
        userdata=call,
        vad=turns.vad(),
        turn_handling=turns.handling(),
        max_tool_steps=call.profile.limits.tool_steps,
        tts_text_transforms=[spoken(call)],
        # Its default ignores the caller for the first three seconds; clients cancel their echo themselves.
        aec_warmup_duration=None,
        # Two seconds by default, in which a caller who has heard the goodbye waits for the line to close.
        session_close_transcript_timeout=0.5,
        # The rules have a timer of their own for a caller who says nothing.
        user_away_timeout=None,
    )
    tool_runs, intended = ToolRuns(call), Intended()
    closing = Closing(call, session, tool_runs)
    desks = {name: team.desks[name](call) for name in {spec.desk for spec in call.profile.stages.values()} if name}

    def agent(stage: str, models: StageModels, **more: Unpack[Arrival]) -> Agent:
        spec = call.profile.stages[stage]
        context = StageContext(call, stage, models, desks.get(spec.desk or ""), intended=intended, **more)
        tools = [tool_runs.guarded(tool, deadline_s(tool, call.profile, team)) for tool in team.kit(context)]
        return closing.watched(team.cast[spec.agent](context, tools), context.entry)

    def next_agent(stage: str, edge: Edge | None, entry: Entry) -> Agent:
        fallback = owned.fallback(stage) if failover.resting else None
        models = fallback or owned.models(stage)
        return agent(stage, models, edge=edge, is_fallback=fallback is not None, entry=entry)

    def fallback_for(context: StageContext, handover: Handover) -> Agent | None:
        fallback = owned.fallback(context.stage)
        if fallback is None:
            return None
        return agent(context.stage, fallback, edge=context.edge, is_fallback=True, handover=handover)

    def connect(stage: str) -> None:
        if not failover.resting:  # else its fallback is to play the stage
            owned.connect(stage)

    failover = RealtimeFailover(call, session, fallback_for)
    crossing = Crossing(call, session, tool_runs, closing, next_agent)
    alarms = (LoopAlarms if turns.timed else CountedAlarms)(call.now, call.record)
    lines = LinePlayer(call, session)
    executor = call.carry_out = Executor(call, session, owned, connect, crossing, closing, alarms, lines)
    director = Director(
        call, session, failover, crossing, owned, closing, executor, alarms, intended, lines, timed=turns.timed
    )
    call.record(Started(at_s=call.now(), profile=call.profile.name, models=owned.name, typed=not turns.timed))
    count_tokens(session, call)
    opening = agent(call.profile.opens, owned.models(call.profile.opens))
    return Built(session, opening, director, tool_runs, closing)


class Arrival(TypedDict, total=False):
    """What the context of an agent has that is not the first to have the call."""

    edge: Edge | None
    is_fallback: bool
    handover: Handover | None
    entry: Entry | None


def deadline_s(tool: llm.Tool, profile: Profile, team: Team) -> float | None:
    """How long `tool` may take; None where it waits for words to be heard, which take as long as they take."""
    if tool.id in {edge.name for edge in profile.edges} or UNBOUNDED & profile.traits.get(tool.id, frozenset()):
        return None
    return min(profile.limits.tool_s, team.within_s.get(tool.id, profile.limits.tool_s))


def spoken(call: Call) -> Transform:
    """What the agent of the present stage may say aloud of a text; the session has one transform for all stages."""

    def of_this_stage(text: AsyncIterable[str]) -> AsyncIterator[str]:
        return aloud(call.profile.speech_of(call.state.stage or call.profile.opens))(text)

    return of_this_stage
