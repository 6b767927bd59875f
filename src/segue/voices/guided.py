"""A language model that is guided by rules: the understudy decides everything, the model words part of what is said.

For models that can't call tools. It is a choice, and named for what it is wherever a model is named.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
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

from segue.call.profile.model import Profile
from segue.voices.framing import Frame, as_written, facts
from segue.voices.understudy import scene
from segue.voices.understudy.llm import Understudy
from segue.voices.understudy.reading import Said, View, read

logger = logging.getLogger("segue.voices.guided")

TEMPERATURE: Final = 0.3
"""Low: there is something to say, and not much to make up. A temperature that the model was built with comes first."""
MOST_SENTENCES: Final = 2
MOST_SENTENCES_TOLD: Final = 3
"""In a piece of a narration."""
SENTENCE_TOKENS: Final = 24
"""How many are asked for; a sentence that is not finished by then is not said."""
LONGEST_SENTENCE_WORDS: Final = 40
"""Nobody listens to a longer one; and a server may not know `max_tokens`."""
REMINDED_WORDS: Final = 30
"""How much the model is told of what the agent said last."""
MARKS: Final = str.maketrans("", "", '"“”*')
"""What a model puts around its words; without them a sentence ends where it ends."""

SAY = "Say this to the caller in your own words, in at most two short sentences. Keep every name, and ask nothing:"
TELL = (
    "Tell this part of a story in your own words, in at most three short sentences. Keep every name, and ask nothing:"
)


class Guided(llm.LLM[str]):
    """`understudy` collects facts, calls tools, hands on and ends; `model` rewords what it says, and is given no tools.

    Always said word for word: the last sentence of a line, which tells the caller what to answer, and where a narration
    sets out from and leads to. Of the rest a wording without a name or a fact, with a question or with names of its own
    is not said; the line is, as it is written. So it is where the model fails, or has no sentence for `patience_s`
    seconds. A narration is told as it comes: what the model left out of it follows. Nothing is kept between requests.
    """

    def __init__(self, model: llm.LLM[Any], understudy: Understudy, *, patience_s: float = 6.0) -> None:
        super().__init__()
        self.wording = model
        self.understudy = understudy
        self.patience_s = patience_s

    @property
    def model(self) -> str:
        """Named for what it is."""
        return f"{self.wording.model} guided by rules"

    @property
    def provider(self) -> str:
        """Named for what it is."""
        return "guided"

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
        await self.wording.aclose()
        await super().aclose()

    async def _prewarm_impl(self) -> None:
        self.wording.prewarm()


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
        self._tool_choice = tool_choice
        self._id = utils.shortuuid("guided_")
        self._said: list[str] = []

    async def _run(self) -> None:
        understudy = self._guided.understudy
        context = as_written(self._chat_ctx, understudy, self._tools)
        decided = understudy.chat(chat_ctx=context, tools=self._tools, tool_choice=self._tool_choice)
        reply = await decided.collect()
        frame, view = Frame.of(reply.text, understudy), read(context, understudy.stage)
        self._say(*frame.head)
        if frame.middle:
            worded = await self._word(frame, view)
            left_out = frame.left_out(worded, facts(view, understudy.profile.persona))
            # A tale has begun to be told by now; of anything else a whole wording is said, or none.
            self._say(*(left_out if frame.told else frame.middle if left_out else worded))
        self._say(*frame.tail)
        for call in reply.tool_calls:
            self._send(tool_calls=[call])

    async def _word(self, frame: Frame, view: View) -> list[str]:
        """The model's words for the frame's middle, as far as they are fit to be heard; a tale is told as it comes."""
        guided, now, worded = self._guided, asyncio.get_running_loop().time, list[str]()
        prompt = _prompt(frame, view, guided.understudy.profile)
        mentioned = " ".join(message.text_content or "" for message in prompt.messages())
        most = MOST_SENTENCES_TOLD if frame.told else MOST_SENTENCES
        asked = guided.wording.chat(
            chat_ctx=prompt,
            conn_options=replace(self._conn_options, max_retry=0),
            extra_kwargs={"temperature": TEMPERATURE, "max_tokens": most * SENTENCE_TOKENS},
        )
        try:
            async with asyncio.timeout(guided.patience_s) as patience, asked, aclosing(_sentences(asked)) as wording:
                async for sentence in wording:
                    if not frame.fits(sentence, [*self._said, *worded], mentioned):
                        break
                    worded.append(sentence)
                    if frame.told:
                        self._say(sentence)
                    if len(worded) == most:
                        break
                    patience.reschedule(now() + guided.patience_s)
        except (APIError, TimeoutError) as error:
            said = {"model": guided.wording.model, "error": type(error).__name__}
            logger.warning("a model did not word a line; it is said as it is written", extra=said)
        return worded

    def _say(self, *spoken: str) -> None:
        for sentence in spoken:
            self._send(content=f" {sentence}" if self._said else sentence)
            self._said.append(sentence)

    def _send(self, **delta: Any) -> None:
        self._event_ch.send_nowait(llm.ChatChunk(id=self._id, delta=llm.ChoiceDelta(role="assistant", **delta)))


async def _sentences(stream: llm.LLMStream) -> AsyncGenerator[str, None]:
    """A model's sentences, each as soon as it is whole; one that never ends ends the stream."""
    rest = ""
    async for chunk in stream:
        rest += (chunk.delta.content or "").translate(MARKS) if chunk.delta else ""
        *whole, rest = scene.sentences(rest.lstrip()) or [""]
        for sentence in whole:
            # "Sure, here you are:" is said to whoever wrote the prompt.
            if ":" not in sentence:
                yield sentence
        if len(rest.split()) > LONGEST_SENTENCE_WORDS:
            return
    if (last := rest.strip()).endswith((".", "!", "?", "…")) and ":" not in last:
        yield last


def _prompt(frame: Frame, view: View, profile: Profile) -> ChatContext:
    """What the model is told: who it is, what was said last, and the words to word. One message, for every template."""
    agents = [turn.text for turn in view.turns if isinstance(turn, Said) and not turn.caller]
    told = [f"You said last: “{' '.join(agents[-1].split()[-REMINDED_WORDS:])}”"] if agents else []
    if view.unanswered:
        told.append(f"The caller said: “{view.unanswered}”")
    told.append(f"{TELL if frame.told else SAY} “{' '.join(frame.middle)}”")
    prompt = ChatContext.empty()
    prompt.add_message(
        role="system", content="\n".join(profile.texts[n] for n in profile.prompts if n in profile.texts)
    )
    prompt.add_message(role="user", content="\n".join(told))
    return prompt
