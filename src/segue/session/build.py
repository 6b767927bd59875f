"""The one way to build a session for a call."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from livekit.agents import Agent, AgentSession

from segue.call.call import Call
from segue.call.events import Started
from segue.call.profile.model import Edge
from segue.session.director import Director
from segue.session.rescue import Rescue
from segue.session.seat import Seat, Team
from segue.session.takeover import Left
from segue.session.turns import Turns
from segue.voices.lent import Lent
from segue.voices.parts import Parts, Voices
from segue.voices.speech import Transform, aloud


@dataclass(frozen=True, slots=True)
class Built:
    """A session that has not been started, its first agent, and the director that watches over both."""

    session: AgentSession[Call]
    agent: Agent
    director: Director


def build(call: Call, voices: Voices, team: Team, turns: Turns) -> Built:
    """Build the session of `call`, which begins here; whoever calls this decides what goes in and out of it."""
    voices = lent = Lent(voices)
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

    def seated(stage: str, edge: Edge | None, parts: Parts, twin: bool = False, left: Left | None = None) -> Agent:
        spec = call.profile.stages[stage]
        seat = Seat(call, stage, edge, parts, desks.get(spec.desk or ""), enter, twin, left)
        return team.cast[spec.agent](seat, team.kit(seat))

    def enter(edge: Edge) -> Agent:
        twin = voices.twin(edge.target) if rescue.resting else None
        return seated(edge.target, edge, twin or voices.parts(edge.target), twin is not None)

    def twin_of(seat: Seat, left: Left) -> Agent | None:
        twin = voices.twin(seat.stage)
        return None if twin is None else seated(seat.stage, seat.edge, twin, True, left)

    rescue = Rescue(call, session, twin_of)
    call.record(Started(at_s=call.now(), profile=call.profile.name, voices=voices.name))
    opening = seated(call.profile.opens, None, voices.parts(call.profile.opens))
    return Built(session, opening, Director(call, session, rescue, lent, timed=turns.timed))


def spoken(call: Call) -> Transform:
    """What the agent of the present stage may say aloud of a text; the session has one transform for all stages."""

    def of_this_stage(text: AsyncIterable[str]) -> AsyncIterator[str]:
        return aloud(call.profile.speech_of(call.state.stage or call.profile.opens))(text)

    return of_this_stage
