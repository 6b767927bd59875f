"""A language model that is guided by rules: the understudy decides everything, the model adds to what is told.

For models that can't call tools. It is a choice, and named for what it is wherever a model is named.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    APIError,
    ChatContext,
    NotGivenOr,
    llm,
    utils,
)

from segue import library
from segue.profile.model import FactType
from segue.rehearsal import scene
from segue.rehearsal.framing import Frame, as_written, fits
from segue.rehearsal.understudy import Understudy
from segue.rehearsal.view import read

logger = logging.getLogger("segue.rehearsal.guided")

TEMPERATURE: Final = 0.7
"""Lower, a small model says the same of every chapter. A temperature that the model was built with comes first."""
MOST_TOKENS: Final = 40
"""Of one short sentence; what is not finished by then is not said."""
WORDS_A_SECOND: Final = 3.5
"""A brisk speaking pace: so fast what comes before the model's words is spoken, and a gap would sound like an end."""
TELLING_S: Final = 60.0
"""The longest narration's first part as it is spoken, during which no more words need come."""
MARKS: Final = str.maketrans("", "", '"“”*')
"""What a model puts around its words; without them a sentence ends where it ends."""

TELLER: Final = "You tell what happens in short sentences."
ASKED: Final = "In one short sentence, "


class Guided(llm.LLM[str]):
    """`understudy` collects facts, calls tools, hands on and ends, in the profile's lines; `model` adds to a narration.

    All that the understudy says is said word for word, so nothing is lost and nothing contradicted. Into each piece of
    a narration, before the sentence that leads to its question, goes one sentence of the model's: its answer to what
    the profile `adds`, where it does. It has as long for it as the words before it take to be spoken, and `patience_s`
    more. A model that is late, fails or goes in circles is not missed. Nothing is kept between requests.
    """

    def __init__(self, model: llm.LLM[Any], understudy: Understudy, *, patience_s: float = 0.0) -> None:
        super().__init__()
        self.teller = model
        self.understudy = understudy
        self.patience_s = patience_s

    @property
    def model(self) -> str:
        """Named for what it is."""
        return f"{self.teller.model} guided by rules"

    @property
    def provider(self) -> str:
        """Named for what it is."""
        return "guided"

    @property
    def first_token_s(self) -> float:
        """None: the rules decide at once."""
        return 0.0

    @property
    def between_tokens_s(self) -> float:
        """The model's sentence is waited for while the words before it are spoken, by a deadline of its own."""
        return TELLING_S

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
        """The reply to `chat_ctx` as a stream, a sentence at a time; after the words the understudy's tool calls."""
        return _Stream(self, tool_choice, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)

    async def aclose(self) -> None:
        """Close the model too."""
        await self.teller.aclose()
        await super().aclose()

    def prewarm(self, *, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Have the model's connection ready."""
        self.teller.prewarm(loop=loop)


class _Stream(llm.LLMStream):
    def __init__(
        self,
        guided: Guided,
        tool_choice: NotGivenOr[llm.ToolChoice],
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(guided, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._guided = guided
        self._once = replace(conn_options, max_retry=0)
        self._tool_choice = tool_choice
        self._id = utils.shortuuid("guided_")
        self._said: list[str] = []

    async def _run(self) -> None:
        understudy = self._guided.understudy
        context = as_written(self.chat_ctx, understudy, self.tools)
        decided = understudy.chat(chat_ctx=context, tools=self.tools, tool_choice=self._tool_choice)
        reply = await decided.collect()
        frame = Frame.of(reply.text, understudy)
        self._say(*frame.head)
        if frame.tail:
            known = read(context, understudy.stage, understudy.profile.traits).known
            told = [*self._told(), *frame.head, *frame.tail]
            added = await self._added(frame.head)
            if fits(added, told, [value for name in self._names() if (value := known.get(name))]):
                self._say(added)
        self._say(*frame.tail)
        for call in reply.tool_calls:
            self._send(tool_calls=[call])

    async def _added(self, head: Sequence[str]) -> str:
        """The model's sentence after `head`, in time; else nothing."""
        guided = self._guided
        asked = guided.teller.chat(
            chat_ctx=_prompt(head, guided.understudy.profile.stage_lines(guided.understudy.stage).adds or ""),
            conn_options=self._once,
            extra_kwargs={"temperature": TEMPERATURE, "max_tokens": MOST_TOKENS},
        )
        # A voice begins a sentence once it has seen the next one: the last of `head` waits too.
        spoken_s = len(" ".join(head[:-1]).split()) / WORDS_A_SECOND
        try:
            async with asyncio.timeout(spoken_s + guided.patience_s), asked:
                return await _sentence(asked)
        except (APIError, TimeoutError) as error:
            told = {"model": guided.teller.model, "error": type(error).__name__}
            logger.warning("a model added nothing to what is told", extra=told)
            return ""

    def _told(self) -> list[str]:
        """Every sentence that agents have said in this call, as far as it is carried."""
        texts = [message.text_content or "" for message in self.chat_ctx.messages() if message.role == "assistant"]
        return [sentence for text in texts for sentence in scene.sentences(text)]

    def _names(self) -> list[str]:
        """The facts that are the caller's name."""
        facts = self._guided.understudy.profile.facts
        return [name for name, spec in facts.items() if spec.type is FactType.NAME]

    def _say(self, *spoken: str) -> None:
        for sentence in spoken:
            self._send(content=f" {sentence}" if self._said else sentence)
            self._said.append(sentence)

    def _send(self, **delta: Any) -> None:
        library.output(self).send_nowait(llm.ChatChunk(id=self._id, delta=llm.ChoiceDelta(role="assistant", **delta)))


async def _sentence(stream: llm.LLMStream) -> str:
    """A model's first sentence, as soon as it is whole; nothing where it does not end."""
    said = ""
    async for chunk in stream:
        said += (chunk.delta.content or "").translate(MARKS) if chunk.delta else ""
        for sentence in scene.sentences(said.lstrip())[:-1]:
            # "Sure, here you are:" is said to whoever wrote the prompt.
            if ":" not in sentence:
                return sentence
    *_, last = scene.sentences(said.strip()) or [""]
    return last if last.endswith((".", "!", "?", "…")) and ":" not in last else ""


def _prompt(head: Sequence[str], adds: str) -> ChatContext:
    """What the model is told: short, for one that reads slowly, and the part that never changes first."""
    prompt = ChatContext.empty()
    prompt.add_message(role="system", content=TELLER)
    prompt.add_message(role="user", content=f"{' '.join(head)}\n\n{ASKED}{adds}")
    return prompt
