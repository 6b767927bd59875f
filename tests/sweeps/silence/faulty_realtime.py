"""A realtime model that fails as it is told, and whose session gives up as `ClosableSession` does.

That one speaks OpenAI's protocol; what of it counts here is when it gives up, what it reports, and what it keeps.
"""

import asyncio
from collections.abc import Callable

from livekit import rtc
from livekit.agents import NOT_GIVEN, APITimeoutError, ChatContext, NotGivenOr, llm

from segue.models.failover.switch import Deadlines
from segue.models.failover.unheard import Unheard
from segue.models.openai.realtime_session import ClosableSession
from testbed.fakes import FakeRealtimeModel, FakeRealtimeSession
from tests.sweeps.silence.cells import Fault, Part
from tests.sweeps.silence.faulty import Answer, FaultyLLM
from tests.sweeps.silence.trouble import RAISED, Trouble, error
from tests.sweeps.silence.unhurried import WORD_S

GIVES_UP_S = Deadlines().realtime_s


class FaultyRealtime(FakeRealtimeModel):
    """Takes the turns, as OpenAI's does."""

    def __init__(self, stage: str, answer: Answer, trouble: Trouble, token_s: Callable[[], float]) -> None:
        replies = FaultyLLM(Part.REALTIME, answer, trouble, token_s=token_s, gives_up_s=GIVES_UP_S)
        super().__init__(stage, replies, word_s=WORD_S)
        self.trouble = trouble

    def session(self, *, turn_detection_disabled: bool = False) -> FakeRealtimeSession:
        """Open a connection."""
        self.sessions.append(GivingUp(self, self.takes_turns and not turn_detection_disabled))
        return self.sessions[-1]


class GivingUp(FakeRealtimeSession):
    """One connection, which is given up once."""

    model: FaultyRealtime

    def __init__(self, model: FaultyRealtime, takes_turns: bool) -> None:
        self.unheard, self.given_up, self.answer_lost = Unheard(), False, False
        self.on_spoken: Callable[[], None] = lambda: None
        self.told: list[str] = []
        """The caller's words, as it has told them while it lived."""
        super().__init__(model, takes_turns)
        self.on("input_speech_started", lambda _: self.unheard.started())
        self.on("input_speech_stopped", lambda _: self.unheard.ended(self.unheard.now_s, model.pause_s))
        self.on("input_audio_transcription_completed", self._on_words)

    def push_audio(self, frame: rtc.AudioFrame) -> None:
        self.unheard.push(frame)
        if not self.given_up:
            super().push_audio(frame)

    def generate_reply(
        self,
        *,
        instructions: NotGivenOr[str] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        tools: NotGivenOr[list[llm.Tool]] = NOT_GIVEN,
    ) -> asyncio.Future[llm.GenerationCreatedEvent]:
        if not self.given_up:
            return super().generate_reply(instructions=instructions, tool_choice=tool_choice, tools=tools)
        answer = asyncio.get_running_loop().create_future()
        answer.set_exception(llm.RealtimeError("the realtime model has failed"))
        return answer

    async def update_chat_ctx(self, chat_ctx: ChatContext) -> None:
        if self.given_up:
            raise llm.RealtimeError("the realtime model has failed")
        await super().update_chat_ctx(chat_ctx)

    def fail(self, error: Exception, *, recoverable: bool = False) -> None:
        """Whatever becomes of an answer that is owed, it will not come."""
        if not self.given_up:
            self.given_up, self.answer_lost = True, self._response is not None
            super().fail(error, recoverable=False)

    def _on_words(self, event: llm.InputTranscriptionCompleted) -> None:
        self.unheard.covered(None)
        if not self.given_up:
            self.told.append(event.transcript)

    def remind(self) -> None:
        """It needs no notes."""

    def _commit(self) -> bool:
        if spoken := super()._commit():
            self.on_spoken()
        return spoken

    async def _connect(self) -> None:
        fault = self.model.trouble.strikes(Part.REALTIME, self) if self._fails_to_connect() else None
        if fault is Fault.SILENT:
            await asyncio.sleep(GIVES_UP_S)
            self.fail(APITimeoutError("nobody answers"))
        elif fault:
            await asyncio.sleep(self.model.connect_s)
            self.fail(error(fault))
        else:
            await super()._connect()

    def _fails_to_connect(self) -> bool:
        cell = self.model.trouble.cell
        return cell is not None and cell.fault in (*RAISED, Fault.SILENT)


ClosableSession.register(GivingUp)  # the failover asks for one; what it needs of it stands above
