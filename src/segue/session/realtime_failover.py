"""What becomes of a call whose realtime model has failed: it moves to the stage's pipeline fallback."""

from collections.abc import Callable
from typing import Final

from livekit.agents import Agent, AgentSession, ErrorEvent
from livekit.agents.llm import RealtimeModelError

from segue import library
from segue.call.call import Call
from segue.call.events import Outcome
from segue.models.openai.realtime_session import ClosableSession
from segue.session.handover import Handover
from segue.session.stage_agent import StageAgent
from segue.session.stage_context import StageContext

COOL_DOWN_S: Final = 60.0
"""How long fallbacks play realtime stages after a failure; as long as a backup stays in front of a pipeline's model."""

MakeFallback = Callable[[StageContext, Handover], Agent | None]
"""Builds the pipeline agent for a stage whose model has failed; None where there is none."""


class RealtimeFailover:
    """Moves one call, at most once a visit of a stage: a fallback has no realtime model that could fail."""

    def __init__(self, call: Call, session: AgentSession[Call], fallback: MakeFallback) -> None:
        self._call = call
        self._session = session
        self._make_fallback = fallback
        self._failed_at_s: float | None = None
        self._begun = False
        self._waiting: Agent | None = None

    @property
    def resting(self) -> bool:
        """Whether a realtime model has failed so lately that the next stage is not given to one."""
        return self._failed_at_s is not None and self._call.now() < self._failed_at_s + COOL_DOWN_S

    def begin(self) -> None:
        """The session has started. Before that it takes no other agent, though its first one may fail."""
        self._begun = True
        if self._waiting is not None:
            self._move(self._waiting)

    def saves(self, event: ErrorEvent) -> bool:
        """Whether the call goes on in spite of this error, which is the end of a realtime model."""
        if not isinstance(event.error, RealtimeModelError) or event.error.recoverable:
            return False
        agent, state = self._session.current_agent, self._call.state
        if agent.llm is not event.source or state.bound_for:
            return True  # the next agent, who has models of its own, is on the way
        if state.ending not in (None, Outcome.GOODBYE):
            return True  # the last words are a fixed line, and need no model
        if not isinstance(agent, StageAgent) or not isinstance(
            connection := library.connection(agent), ClosableSession
        ):
            return False
        if (fallback := self._make_fallback(agent.context, Handover(agent, connection))) is None:
            return False
        self._failed_at_s = self._call.now()
        self._move(fallback)
        return True

    def _move(self, fallback: Agent) -> None:
        if not self._begun:
            self._waiting = fallback
            return
        self._session.interrupt(force=True)  # or the fallback would wait for the end of a speech that has none
        self._session.update_agent(fallback)
