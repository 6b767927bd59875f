"""The one place where a session's events become the call's, and the call's commands what the session does."""

import asyncio
import contextlib

from livekit.agents import (
    AgentHandoff,
    AgentSession,
    AgentStateChangedEvent,
    CloseEvent,
    CloseReason,
    ConversationItemAddedEvent,
    ErrorEvent,
    FunctionToolsExecutedEvent,
    SpeechCreatedEvent,
    UserInputTranscribedEvent,
    UserStateChangedEvent,
)
from livekit.agents.llm import ChatMessage, MetricsReport

from segue.call.call import Call
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Ended,
    Failed,
    HungUp,
    Outcome,
    Thinking,
    TurnOver,
)
from segue.call.phases import Phase
from segue.models.owned import OwnedModels
from segue.session.alarms import Alarms
from segue.session.closing import Closing, at_most
from segue.session.crossing import Crossing
from segue.session.executor import Executor
from segue.session.failure import part, reason
from segue.session.intended import Intended
from segue.session.line_player import LinePlayer
from segue.session.measured import heard, said
from segue.session.realtime_failover import RealtimeFailover
from segue.session.stage_agent import StageAgent
from segue.session.uncommitted import Uncommitted

CLOSED_AS = {
    CloseReason.ERROR: Outcome.FAILED,
    CloseReason.PARTICIPANT_DISCONNECTED: Outcome.HUNG_UP,
}
MODELS_CLOSE_WITHIN_S = 1.0
"""A provider that takes longer to say goodbye is left to itself."""
FLOOR = {"thinking": Thinking, "speaking": AgentsBegan, "listening": AgentsEnded}
"""What a new state of the session's agent is to the call; it need not know of the others."""


class Director:
    """Watches one session on behalf of one call. It translates, and decides nothing."""

    def __init__(
        self,
        call: Call,
        session: AgentSession[Call],
        failover: RealtimeFailover,
        crossing: Crossing,
        owned: OwnedModels,
        closing: Closing,
        executor: Executor,
        alarms: Alarms,
        intended: Intended,
        lines: LinePlayer,
        *,
        timed: bool = True,
    ) -> None:
        self._call = call
        self._session = session
        self._failover = failover
        self._crossing = crossing
        self._owned = owned
        self._closing = closing
        self._intended = intended
        self._lines = lines
        self._timed = timed
        self._uncommitted = Uncommitted()
        self._executor = executor
        self.alarms = alarms
        self.closed = asyncio.Event()
        """Set once the session is closed, `Ended` is recorded and the call's models are closed."""
        session.on("conversation_item_added", self._on_item)
        session.on("user_input_transcribed", self._on_words)
        session.on("speech_created", self._on_speech)
        session.on("function_tools_executed", self._on_tools)
        session.on("user_state_changed", self._on_caller_state)
        session.on("agent_state_changed", self._on_agent_state)
        session.on("error", self._on_error)
        session.on("close", self._on_close)

    def started(self) -> None:
        """The session has started: its input is there, and it takes another agent from now on."""
        self._lines.attach()
        self._crossing.listen_through()
        self._failover.begin()

    def hung_up(self) -> None:
        """The caller is gone."""
        self._call.record(HungUp(at_s=self._call.now()))

    async def settle(self) -> None:
        """Wait for what has been begun for the call, such as asking a silent caller."""
        await self._executor.settle()

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if isinstance(agent := self._session.current_agent, StageAgent):
            agent.remind()
        if isinstance(item, AgentHandoff) and (left := self._uncommitted.take()):
            # The agent that has left the call has heard this, and will answer nothing any more.
            self._call.record(TurnOver(at_s=self._call.now(), text=left))
        if isinstance(item, ChatMessage) and item.text_content:
            self._on_message(item, item.text_content)

    def _on_message(self, item: ChatMessage, text: str) -> None:
        # Of a typed call the times mean nothing, and would make two equal calls differ.
        took = item.metrics if self._timed else MetricsReport()
        self._crossing.said_order.next(item.id)
        if item.role == "user":
            self._uncommitted.committed(text)
            self._call.record(heard(text, took, self._call.now(), more=self._uncommitted.more))
        elif item.role == "assistant":
            unheard = self._intended.unheard(text, cut=item.interrupted)
            self._call.record(said(item, took, self._call.now(), stage=self._crossing.stage, unheard=unheard))

    def _on_words(self, event: UserInputTranscribedEvent) -> None:
        """Keep what is final; and where the STT takes the turns, let the caller's first words end what they broke into.

        The library waits for words that are final, which then come with the end of the turn: a caller who is slow to
        end it would hear the speech go on meanwhile.
        """
        self._uncommitted.add(event.transcript, final=event.is_final)
        speech = self._session.current_speech
        if event.transcript and self._session.current_agent.turn_detection == "stt" and speech is not None:
            with contextlib.suppress(RuntimeError):  # it may not be interrupted
                speech.interrupt()

    def _on_speech(self, event: SpeechCreatedEvent) -> None:
        """See to it that nobody answers what is said into a goodbye, or into a hand-off.

        The library does, but for a provider that takes the turns: that one answers by itself, and would be heard next.
        """
        if not event.user_initiated and self._call.state.phase in (Phase.HANDING_OFF, Phase.ENDING):
            event.speech_handle.interrupt(force=True)

    def _on_tools(self, event: FunctionToolsExecutedEvent) -> None:
        """See to it that one agent speaks, where a model called other tools beside a hand-off."""
        if self._call.state.phase is Phase.HANDING_OFF:
            event.cancel_tool_reply()

    def _on_caller_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._call.record(CallerBegan(at_s=self._call.now()))
        elif event.old_state == "speaking":
            self._call.record(CallerEnded(at_s=self._call.now()))

    def _on_agent_state(self, event: AgentStateChangedEvent) -> None:
        if kind := FLOOR.get(event.new_state):
            self._call.record(kind(at_s=self._call.now()))
        if event.old_state == "speaking" and event.new_state == "listening":
            self._lines.prepare(self._session.current_agent)

    def _on_error(self, event: ErrorEvent) -> None:
        saved = self._failover.saves(event)
        final = not saved and not event.error.recoverable
        what = reason(getattr(event.error, "error", event.error))
        self._call.record(Failed(at_s=self._call.now(), where=part(event.source), what=what, final=final))
        event.error.recoverable = True  # the rules say when a call is over; the library would close at the fourth

    def _on_close(self, event: CloseEvent) -> None:
        outcome = self._call.state.ending or CLOSED_AS.get(event.reason, Outcome.HUNG_UP)
        culprit = self._call.state.failed_part if outcome is Outcome.FAILED else ""
        limit = self._call.state.limit
        self._call.record(Ended(at_s=self._call.now(), outcome=outcome, part=culprit, limit=limit))
        self.alarms.clear()
        self._executor.hold(self._let_go())

    async def _let_go(self) -> None:
        await self._closing.wait()
        await self._lines.aclose()
        await at_most(MODELS_CLOSE_WITHIN_S, self._owned.aclose())
        self.closed.set()
