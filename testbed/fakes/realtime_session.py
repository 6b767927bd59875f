"""One connection to the fake realtime model."""

import asyncio
import itertools
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from livekit import rtc
from livekit.agents import NOT_GIVEN, ChatContext, NotGivenOr, llm
from livekit.agents.types import APIConnectOptions
from livekit.agents.utils import is_given

from testbed.fakes.hearing import Hearing
from testbed.fakes.responding import Responding
from testbed.fakes.sound import text_of

if TYPE_CHECKING:
    from testbed.fakes.realtime import FakeRealtimeModel

ONCE = APIConnectOptions(max_retry=0)


class FakeRealtimeSession(llm.RealtimeSession[str]):
    """One connection. Its conversation is the server's: what was given, heard and said, cut where it was truncated."""

    def __init__(self, model: "FakeRealtimeModel", takes_turns: bool) -> None:
        super().__init__(model)
        self.model = model
        self.audio_s = 0.0
        """What it was given to hear, which is what costs."""
        self.heard: list[str] = []
        """What it understood, a text for each turn."""
        self.instructions = ""
        self._takes_turns = takes_turns
        self._chat_ctx, self._tools = ChatContext.empty(), llm.ToolContext.empty()
        self._connected = asyncio.Event()
        self._hearing = Hearing(pause_s=model.pause_s)
        self._early: list[rtc.AudioFrame | None] = []
        """What came before it was connected, in order; None for a commit."""
        self._response: Responding | None = None
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._hold(self._connect())

    @property
    def open(self) -> bool:
        """Whether it is connected, or trying to be."""
        return bool(self._tasks) or self._connected.is_set()

    @property
    def chat_ctx(self) -> ChatContext:
        return self._chat_ctx

    @property
    def tools(self) -> llm.ToolContext:
        return self._tools

    async def update_instructions(self, instructions: str) -> None:
        self.instructions = instructions

    async def update_chat_ctx(self, chat_ctx: ChatContext) -> None:
        """Remove and add what differs. What is known by its id stays: of what it heard, the client has no words yet."""
        given = chat_ctx.copy(exclude_instructions=True, exclude_handoff=True, exclude_config_update=True)
        known = {item.id: item for item in self._chat_ctx.items}
        before, self._chat_ctx = self._chat_ctx, ChatContext([known.get(item.id, item) for item in given.items])
        if given.items != before.items:
            await self._connected.wait()  # what is sent until then is sent in order, and confirmed after it

    async def update_tools(self, tools: list[llm.Tool]) -> None:
        self._tools = llm.ToolContext(tools)

    def update_options(self, *, tool_choice: NotGivenOr[llm.ToolChoice | None] = NOT_GIVEN) -> None:
        """There is a tool choice for each response."""

    def push_audio(self, frame: rtc.AudioFrame) -> None:
        self.audio_s += frame.duration
        if not self._connected.is_set():
            self._early.append(frame)
            return
        began, ended = self._hearing.take(frame)
        if not self._takes_turns:
            return
        if began:
            self.interrupt()
            self.emit("input_speech_started", llm.InputSpeechStartedEvent())
        if ended:
            self.emit("input_speech_stopped", llm.InputSpeechStoppedEvent(user_transcription_enabled=True))
            if self._commit():
                self._respond(asked=False)

    def push_video(self, frame: rtc.VideoFrame) -> None:
        """It has no eyes."""

    def generate_reply(
        self,
        *,
        instructions: NotGivenOr[str] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        tools: NotGivenOr[list[llm.Tool]] = NOT_GIVEN,
    ) -> asyncio.Future[llm.GenerationCreatedEvent]:
        return self._respond(asked=True, instructions=instructions or "", tool_choice=tool_choice, tools=tools)

    def commit_audio(self) -> None:
        if not self._connected.is_set():
            self._early.append(None)
            return
        self._commit()

    def clear_audio(self) -> None:
        self._hearing.words.clear()

    def interrupt(self) -> None:
        if self._response:
            self._response.cut()

    def truncate(
        self,
        *,
        message_id: str,
        modalities: list[Any],
        audio_end_ms: int,
        audio_transcript: NotGivenOr[str] = NOT_GIVEN,
    ) -> None:
        if isinstance(item := self._chat_ctx.get_by_id(message_id), llm.ChatMessage):
            item.content = [audio_transcript or ""]

    def fail(self, error: Exception, *, recoverable: bool = False) -> None:
        """The connection breaks, or reports an error that it can live with."""
        if not recoverable:
            self.interrupt()
            self._connected.clear()
        told = llm.RealtimeModelError(
            timestamp=time.time(), label=self.model.label, error=error, recoverable=recoverable
        )
        self.emit("error", told)

    async def aclose(self) -> None:
        self._connected.clear()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(self) -> None:
        await asyncio.sleep(self.model.connect_s)
        if self.model.fails:
            self.fail(self.model.fails)
            return
        self._connected.set()
        early, self._early = self._early, []
        for frame in early:
            if frame is None:
                self._commit()
                continue
            self.audio_s -= frame.duration
            self.push_audio(frame)

    def _commit(self) -> bool:
        """Make what was heard an item of the conversation; False where there was no word."""
        words, self._hearing.words = self._hearing.words, []
        if not words:
            return False
        self.heard.append(text_of(words))
        item = llm.ChatMessage(role="user", content=[self.heard[-1]])
        self.add(item)
        told = llm.InputTranscriptionCompleted(item_id=item.id, transcript=self.heard[-1], is_final=True)
        loop = asyncio.get_running_loop()
        loop.call_later(self.model.transcribe_s, self.emit, "input_audio_transcription_completed", told)
        return True

    def add(self, item: llm.ChatItem) -> None:
        """Put an item at the end of the conversation, and tell the session of it, without its words."""
        last = self._chat_ctx.items[-1].id if self._chat_ctx.items else None
        self._chat_ctx.items.append(item)
        if isinstance(item, llm.ChatMessage):
            told = llm.ChatMessage(id=item.id, role=item.role, content=[])
            self.emit("remote_item_added", llm.RemoteItemAddedEvent(previous_item_id=last, item=told))

    def _respond(
        self,
        *,
        asked: bool,
        instructions: str = "",
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        tools: NotGivenOr[list[llm.Tool]] = NOT_GIVEN,
    ) -> asyncio.Future[llm.GenerationCreatedEvent]:
        self.interrupt()

        def ask() -> llm.LLMStream:
            told = self._chat_ctx.copy()
            told.items.insert(0, llm.ChatMessage(role="system", content=[f"{self.instructions}{instructions}"]))
            offered = [*tools] if is_given(tools) else self._tools.flatten()
            return self.model.replies.chat(chat_ctx=told, tools=offered, tool_choice=tool_choice, conn_options=ONCE)

        response = self._response = Responding(self, f"response_{next(self._numbers)}", asked=asked)
        return response.begin(self._hold(response.run(self._connected, ask)))

    def _hold(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
