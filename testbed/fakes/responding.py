"""One response of a realtime model, as it is made: a message in text and sound, and the tools that it calls."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from livekit import rtc
from livekit.agents import llm
from livekit.agents.utils.aio import Chan

from testbed.fakes.sound import SAMPLE_RATE, spoken

if TYPE_CHECKING:
    from testbed.fakes.realtime_session import FakeRealtimeSession


class Responding:
    """Makes a generation of what an LLM streams. Cancelled, it ends there, and its part is in the conversation."""

    def __init__(self, session: "FakeRealtimeSession", response_id: str, *, asked: bool) -> None:
        self._session, self._id, self._asked = session, response_id, asked
        self._messages = Chan[llm.MessageGeneration]()
        self._calls = Chan[llm.FunctionCall]()
        self._text, self._audio = Chan[str](), Chan[rtc.AudioFrame]()
        self._message: llm.ChatMessage | None = None
        self._word = ""
        self._created: asyncio.Future[llm.GenerationCreatedEvent] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    def begin(self, task: asyncio.Task[None]) -> asyncio.Future[llm.GenerationCreatedEvent]:
        """Be made by `task`, which is `run`; give back what is waited for, and cancelled where it is not wanted."""
        self._task = task
        task.add_done_callback(lambda _: self._never_came())
        self._created.add_done_callback(lambda created: task.cancel() if created.cancelled() else None)
        return self._created

    def cut(self) -> None:
        """End it here."""
        if self._task:
            self._task.cancel()

    async def run(self, connected: asyncio.Event, ask: Callable[[], llm.LLMStream]) -> None:
        """Make the response; its error becomes the session's."""
        await connected.wait()
        event = llm.GenerationCreatedEvent(
            message_stream=self._messages,
            function_stream=self._calls,
            user_initiated=self._asked,
            response_id=self._id,
        )
        if not self._created.done():
            self._created.set_result(event)
        self._session.emit("generation_created", event)
        try:
            async with ask() as stream:
                async for chunk in stream:
                    if chunk.delta and chunk.delta.content:
                        self._say(chunk.delta.content)
                    for call in chunk.delta.tool_calls if chunk.delta else ():
                        self._call(call)
            self._sound(self._word)
        except Exception as error:  # noqa: BLE001  # whatever it was scripted to raise
            self._session.fail(error, recoverable=True)
        finally:
            for each in (self._text, self._audio, self._messages, self._calls):
                each.close()

    def _say(self, piece: str) -> None:
        if self._message is None:
            self._message = llm.ChatMessage(role="assistant", content=[""])
            self._session.add(self._message)
            both: asyncio.Future[list[Literal["text", "audio"]]] = asyncio.get_running_loop().create_future()
            both.set_result(["text", "audio"])
            self._messages.send_nowait(
                llm.MessageGeneration(self._message.id, self._text, self._audio, modalities=both)
            )
        self._message.content = [f"{self._message.text_content}{piece}"]
        self._text.send_nowait(piece)
        *whole, self._word = (self._word + piece).split(" ")
        self._sound(" ".join(whole))

    def _sound(self, text: str) -> None:
        for word in spoken(text, self._session.model.speaker, self._session.model.word_s):
            self._audio.send_nowait(rtc.AudioFrame(word.pcm, SAMPLE_RATE, 1, len(word.pcm) // 2))

    def _call(self, call: llm.FunctionToolCall) -> None:
        made = llm.FunctionCall(call_id=call.call_id, name=call.name, arguments=call.arguments)
        self._session.add(made)
        self._calls.send_nowait(made)

    def _never_came(self) -> None:
        if not self._created.done():
            self._created.set_exception(llm.RealtimeError("the response was cut before it began"))
            self._created.exception()  # whoever waits for it is told; that nobody does is no news
