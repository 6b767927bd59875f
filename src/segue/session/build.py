"""The one way to build a session for a call."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from livekit.agents import Agent, AgentSession

from segue.call.call import Call
from segue.call.events import Started
from segue.call.profile.model import Edge
from segue.session.director import Director
from segue.session.seat import Seat, Team
from segue.session.turns import Turns
from segue.voices.parts import Voices
from segue.voices.speech import Transform, aloud


@dataclass(frozen=True, slots=True)
class Built:
    """A session that has not been started, its first agent, and the director that watches over both."""

    session: AgentSession[Call]
    agent: Agent
    director: Director


def build(call: Call, voices: Voices, team: Team, turns: Turns) -> Built:
    """Build the session of `call`, which begins here; whoever calls this decides what goes in and out of it."""
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
        user_away_timeout=turns.away_after_s(call.profile.limits),
    )
    desks = {name: team.desks[name](call) for name in {spec.desk for spec in call.profile.stages.values()} if name}

    def seat(stage: str, edge: Edge | None) -> Agent:
        spec = call.profile.stages[stage]
        seat = Seat(call, stage, edge, voices.parts(stage), desks.get(spec.desk or ""), enter)
        return team.cast[spec.agent](seat, team.kit(seat))

    def enter(edge: Edge) -> Agent:
        return seat(edge.target, edge)

    call.record(Started(at_s=call.now(), profile=call.profile.name, voices=voices.name))
    return Built(session, seat(call.profile.opens, None), Director(call, session, timed=turns.timed))


def spoken(call: Call) -> Transform:
    """What the agent of the present stage may say aloud of a text; the session has one transform for all stages."""

    def of_this_stage(text: AsyncIterable[str]) -> AsyncIterator[str]:
        return aloud(call.profile.speech_of(call.state.stage or call.profile.opens))(text)

    return of_this_stage
