"""LLM, TTS and STT that fail as they are told: fakes, but for the requests that the trouble strikes."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Final

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    APITimeoutError,
    ChatContext,
    NotGivenOr,
    llm,
    tts,
)

from segue.testing import Reply, Says, ScriptedLLM, Waits
from testbed.fakes import Drags, FakeSTT, FakeTTS, Raises, Stalls
from testbed.fakes.stt import FakeSTTStream, PaidStream
from testbed.hazards.lines import Told, parts_of
from testbed.hazards.thinking import all_of
from tests.sweeps.silence.cells import Fault, Part
from tests.sweeps.silence.trouble import RAISED, Trouble, error
from tests.sweeps.silence.unhurried import WORD_S

SLOW_TOKEN_S: Final = 1.2
"""Between the words of one that is slow; to say one takes `WORD_S`."""
SLOW_WORD_S: Final = 0.6
SLOW_TRANSCRIPT_S: Final = 6.0
BROKE_AFTER: Final = 3
"""Words."""

Answer = Callable[[Told], Reply]


class FaultyLLM(llm.LLM[str]):
    """`token_s`: to the first word or call, while it is well. `gives_up_s`: after so long without a word its request
    fails, as a realtime session sees to it."""

    def __init__(
        self,
        part: Part,
        answer: Answer,
        trouble: Trouble,
        *,
        token_s: Callable[[], float],
        gives_up_s: float | None = None,
    ) -> None:
        super().__init__()
        self._part, self._answer, self._trouble = part, answer, trouble
        self._token_s, self._gives_up_s = token_s, gives_up_s

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        """Answer, or fail."""
        parts, fault = parts_of(self._answer(all_of(chat_ctx))), self._trouble.strikes(self._part, object())
        script: Any = tuple(self._spoilt(fault, parts)) if fault else (Waits(for_s=self._token_s()), *parts)
        once = ScriptedLLM(script)
        once.on("error", lambda event: self.emit("error", event))
        return once.chat(chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)

    def _spoilt(self, fault: Fault, parts: tuple[Any, ...]) -> Iterator[Any]:
        if fault in RAISED:
            yield error(fault)
            return
        yield Waits(for_s=self._token_s())
        said = [part for part in parts if isinstance(part, Says)]
        if fault is Fault.SLOW:
            for word in (word for part in said for word in part.text.split()):
                yield Says(f"{word} ")
                yield Waits(for_s=SLOW_TOKEN_S)
            yield from (part for part in parts if not isinstance(part, Says))
            return
        if fault is Fault.STALLS and said:
            yield Says(" ".join(said[0].text.split()[:BROKE_AFTER]) + " ")
        yield Waits(for_s=self._gives_up_s)
        yield APITimeoutError("the model has stopped")


class FaultyTTS(FakeTTS):
    """Each text is a request."""

    def __init__(self, speaker: str, trouble: Trouble) -> None:
        super().__init__(speaker, word_s=WORD_S)
        self._trouble = trouble

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        """Begin a speech."""
        request = object()
        fault = self._trouble.strikes(Part.TTS, request)
        if fault is None:
            return super().stream(conn_options=conn_options)
        once = FakeTTS(self.speaker, ttfb_s=self.ttfb_s, word_s=self.word_s, fault=_of_speech(fault))
        once.on("error", lambda event: self.emit("error", event))
        return once.stream(conn_options=conn_options)


def _of_speech(fault: Fault) -> Stalls | Raises | Drags:
    match fault:
        case Fault.SILENT:
            return Stalls()
        case Fault.STALLS:
            return Stalls(after_words=BROKE_AFTER)
        case Fault.SLOW:
            return Drags(SLOW_WORD_S)
        case _:
            return Raises(error=error(fault))


class FaultySTT(FakeSTT):
    """Each connection is a request; one that is open as the trouble begins is struck in the middle."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble

    def opened(self, paid: PaidStream, conn_options: APIConnectOptions) -> FakeSTTStream:
        """A connection that may fail."""
        return _FaultyStream(self, paid, conn_options)


class _FaultyStream(FakeSTTStream):
    _fake: FaultySTT

    def _take(self, value: int) -> None:
        match self._fake.trouble.strikes(Part.STT, self):
            case None | Fault.SLOW:
                super()._take(value)
            case Fault.SILENT:
                self._words.clear()
            case Fault.STALLS:
                if not self._words:  # of each utterance the first word is told, and no more
                    super()._take(value)
            case fault:
                raise error(fault)

    def _finish(self) -> None:
        if self._words and self._fake.trouble.strikes(Part.STT, self) is Fault.SLOW:
            words, self._words = self._words, []
            text = " ".join(word.text for word in words)
            asyncio.get_running_loop().call_later(SLOW_TRANSCRIPT_S, self._tell_final, text)
        else:
            super()._finish()
