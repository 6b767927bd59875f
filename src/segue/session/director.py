"""The one place where a session's events become the call's events, and the call's limits become speech."""

import asyncio
import contextlib
from typing import Any

from livekit.agents import (
    AgentSession,
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
from segue.call.events import Ended, Ending, FellSilent, Heard, Outcome, Said
from segue.models.owned import OwnedModels
from segue.session.failure import part, reason
from segue.session.fixed_lines import say
from segue.session.realtime_failover import RealtimeFailover
from segue.session.stage_agent import StageAgent

CLOSED_AS = {
    CloseReason.ERROR: Outcome.FAILED,
    CloseReason.PARTICIPANT_DISCONNECTED: Outcome.HUNG_UP,
}


class Director:
    """Watches one session on behalf of one call."""

    def __init__(
        self,
        call: Call,
        session: AgentSession[Call],
        failover: RealtimeFailover,
        owned: OwnedModels,
        *,
        timed: bool = True,
    ) -> None:
        self._call = call
        self._owned = owned
        self._session = session
        self._failover = failover
        self._timed = timed
        self._tasks: set[asyncio.Task[None]] = set()
        self.closed = asyncio.Event()
        """Set once the session is closed, `Ended` is recorded and the call's models are closed."""
        session.on("conversation_item_added", self._on_item)
        session.on("user_input_transcribed", self._on_words)
        session.on("speech_created", self._on_speech)
        session.on("function_tools_executed", self._on_tools)
        session.on("user_state_changed", self._on_caller_state)
        session.on("error", self._on_error)
        session.on("close", self._on_close)

    def start_clock(self) -> None:
        """The session has started: begin to count the longest permitted length of the call."""
        self._failover.begin()
        timer = asyncio.get_running_loop().call_later(self._call.profile.limits.call_s, self.time_is_up)
        self._session.on("close", lambda _: timer.cancel())

    def fell_silent(self) -> None:
        """The caller has not spoken for as long as the profile permits: ask, and in the end take leave."""
        if self._call.state.ending:
            return
        state = self._call.record(FellSilent(at_s=self._call.now()))
        lines = self._call.profile.lines
        if state.silences > self._call.profile.limits.silences:
            self.take_leave(Outcome.SILENCE, lines.silent_goodbye)
        else:
            self._hold(self._ask(lines.are_you_there))

    def take_leave(self, outcome: Outcome, line: str) -> None:
        """Say a last fixed line to its last word, then close the session."""
        if self._call.state.ending:
            return
        self._call.record(Ending(at_s=self._call.now(), outcome=outcome))
        self._hold(self._leave(line))

    def time_is_up(self) -> None:
        """The call has reached its longest permitted length: take leave."""
        self.take_leave(Outcome.TIME_UP, self._call.profile.lines.time_up)

    def hung_up(self) -> None:
        """The caller is gone: close without another word."""
        if not self._call.state.ending:
            self._call.record(Ending(at_s=self._call.now(), outcome=Outcome.HUNG_UP))
        self._session.shutdown(drain=False)

    async def settle(self) -> None:
        """Wait for what the director itself has begun, such as asking a silent caller."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _ask(self, line: str) -> None:
        await say(self._session, line, self._call, may_be_interrupted=True)
        # The library counts a caller as away until they speak, and so would only notice once.
        self._session.reset_away_timer()

    async def _leave(self, line: str) -> None:
        await self._session.interrupt(force=True)
        await say(self._session, line, self._call, may_be_interrupted=False)
        self._session.shutdown()

    def _hold(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if isinstance(agent := self._session.current_agent, StageAgent):
            agent.remind()
        if not isinstance(item, ChatMessage) or not (text := item.text_content):
            return
        # Of a typed call the times mean nothing, and would make two equal calls differ.
        took = item.metrics if self._timed else MetricsReport()
        if item.role == "user":
            self._call.record(
                Heard(
                    at_s=self._call.now(),
                    text=text,
                    recognition_s=took.get("transcription_delay"),
                    end_of_turn_s=took.get("end_of_turn_delay"),
                )
            )
        elif item.role == "assistant":
            began, ended = took.get("started_speaking_at"), took.get("stopped_speaking_at")
            self._call.record(
                Said(
                    at_s=self._call.now(),
                    stage=self._call.state.stage,
                    text=text,
                    interrupted=item.interrupted,
                    answer_s=took.get("e2e_latency"),
                    first_token_s=took.get("llm_node_ttft"),
                    first_byte_s=took.get("tts_node_ttfb"),
                    playout_s=ended - began if began and ended else None,
                )
            )

    def _on_words(self, event: UserInputTranscribedEvent) -> None:
        """Let the caller's first words end what they have broken into, where the STT takes the turns.

        The library waits for words that are final, which then come with the end of the turn: a caller who is slow to
        end it would hear the speech go on meanwhile.
        """
        speech = self._session.current_speech
        if event.transcript and self._session.current_agent.turn_detection == "stt" and speech is not None:
            with contextlib.suppress(RuntimeError):  # it may not be interrupted
                speech.interrupt()

    def _on_speech(self, event: SpeechCreatedEvent) -> None:
        """See to it that nobody answers what is said into a goodbye, or into a hand-off.

        The library does, but for a provider that takes the turns: that one answers by itself, and would be heard next.
        """
        present = self._session.current_speech
        if not event.user_initiated and present is not None and not present.allow_interruptions:
            event.speech_handle.interrupt(force=True)

    def _on_tools(self, event: FunctionToolsExecutedEvent) -> None:
        """See to it that one agent speaks, where a model called several tools at once."""
        if self._call.state.ending:
            event.cancel_agent_handoff()
        elif event.has_agent_handoff:
            event.cancel_tool_reply()

    def _on_caller_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "away":
            self.fell_silent()

    def _on_error(self, event: ErrorEvent) -> None:
        self._call.failed(part(event.source), reason(getattr(event.error, "error", event.error)))
        if self._failover.saves(event):
            event.error.recoverable = True  # otherwise the library would close the session

    def _on_close(self, event: CloseEvent) -> None:
        outcome = self._call.state.ending or CLOSED_AS.get(event.reason, Outcome.HUNG_UP)
        self._call.record(Ended(at_s=self._call.now(), outcome=outcome))
        self._hold(self._close_models())

    async def _close_models(self) -> None:
        await self._owned.aclose()
        self.closed.set()
