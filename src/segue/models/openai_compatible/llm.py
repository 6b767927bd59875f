"""A language model at an address of one's own."""

from dataclasses import replace
from typing import Any

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, ChatContext, NotGivenOr
from livekit.plugins import openai


class SmallLLM(openai.LLM):
    """Waits for a first token as long as it is told, and lets no answer get longer than it is told.

    The session's own ten seconds go out with each request; a model on a CPU may read a prompt for longer. And one that
    is too small for its prompt goes on until its memory is full: minutes.
    """

    def __init__(self, first_token_s: float, answer_tokens: int, **options: Any) -> None:
        super().__init__(**options)
        self.first_token_s = first_token_s
        # Ollama takes no notice of `max_completion_tokens`, which has replaced it at OpenAI's.
        self._longest = {"max_tokens": answer_tokens}

    @property
    def between_tokens_s(self) -> float:
        """As long: a tool call comes whole, and takes a model on a CPU as many seconds to write."""
        return self.first_token_s

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
        **options: Any,
    ) -> openai.LLMStream:
        """As any chat, with this model's own patience and measure; `extra_kwargs` go before the measure."""
        patient, bounded = replace(conn_options, timeout=self.first_token_s), {**self._longest, **(extra_kwargs or {})}
        return super().chat(chat_ctx=chat_ctx, conn_options=patient, extra_kwargs=bounded, **options)
