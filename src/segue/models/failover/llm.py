"""An LLM made of two: the backup is asked at once where the primary fails, is late, or breaks off half-way."""

import asyncio
import dataclasses
from typing import Any

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectionError,
    APIConnectOptions,
    ChatContext,
    NotGivenOr,
    llm,
)

from segue import library
from segue.models.failover.continuing import continued
from segue.models.failover.outgoing import Outgoing
from segue.models.failover.pair import Pair
from segue.models.failover.patience import AGAIN_AFTER_S, between_tokens_s, first_token_s, worth_another_try
from segue.models.failover.switch import Deadlines, Reason, Switch, logger
from segue.models.owned import closed


class FailoverLLM(Pair[llm.LLM[Any]], llm.FallbackAdapter):
    """Answers with the primary, or else with the backup.

    Of LiveKit's adapter it keeps the names, spans and metrics. That one has no deadline of its own (`attempt_timeout`
    is handed to the provider's client), asks a failed model again beside every request, which is billed, and ends an
    answer that broke off where it broke off.
    """

    def __init__(
        self, primary: llm.LLM[Any], backup: llm.LLM[Any] | None, deadlines: Deadlines, switch: Switch
    ) -> None:
        self.deadlines = deadlines
        self.switch = switch
        self.models = [primary] if backup is None else [primary, backup]
        super().__init__(self.models)

    async def aclose(self) -> None:
        """Close both too."""
        await super().aclose()
        await closed(*self.models)

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
        """An answer. Its stream raises `APIConnectionError`, never to be retried, once nobody is left to ask."""
        return _Answer(
            self,
            chat_ctx=chat_ctx,
            tools=tools or [],
            conn_options=dataclasses.replace(conn_options, max_retry=0),
            parallel_tool_calls=parallel_tool_calls,
            tool_choice=tool_choice,
            extra_kwargs=extra_kwargs,
        )


class _Answer(library.FallbackLLMStream):
    """One request, put to one model after the other, and what came of it so far."""

    def __init__(self, failover: FailoverLLM, **request: Any) -> None:
        super().__init__(failover, **request)
        self._failover = failover
        self._request = request
        self._out = Outgoing(library.output(self).send_nowait)

    async def _run(self) -> None:
        line = self._failover.switch.line(self._failover.models)
        for model in line:
            until_s = _now_s() + first_token_s(model, self._failover.deadlines, is_last=model is line[-1])
            reason, error = await self._ask(model, until_s)
            if len(line) == 1 and worth_another_try(reason, error):
                await asyncio.sleep(AGAIN_AFTER_S)
                reason, error = await self._ask(model, until_s)
            if reason is None:
                return
            self._failover.switch.away_from(model, self._failover.models, reason)
            # Another model might make a tool call again that is being obeyed already; its result brings the next
            # request anyway. And if nobody has anything to say, there is nothing to say.
            if self._out.called or (reason is Reason.EMPTY and model is line[-1]):
                return
        # What was said stays said; to be asked all over, as a retry would, is what the caller must not hear.
        asked = " or ".join(model.label for model in line)
        raise APIConnectionError(f"no answer from {asked}", retryable=False) from error

    async def _ask(self, model: llm.LLM[Any], until_s: float) -> tuple[Reason | None, Exception | None]:
        """Let out the answer of `model`, or as much of it as there is; then why there was no more, if there is a why.

        Half-way, the next model goes on after the last whole word. To stop there would lose what was still to come:
        the end of a sentence, or the hand-off it announced; to begin again would say words twice.
        """
        deadlines, before = self._failover.deadlines, self._out.length
        patience = asyncio.timeout_at(until_s)
        self._out.next_model()
        try:
            async with patience, self._put_to(model) as stream:
                async for chunk in stream:
                    if chunk.has_response():
                        self._failover.served_by(model)
                        patience.reschedule(_now_s() + between_tokens_s(model, deadlines))
                    self._out.put(chunk)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the caller is owed an answer
            logger.warning("no answer", extra={"model": model.label, "error": type(error).__name__})
            half_way = self._out.length > before
            if patience.expired():
                return (Reason.STALLED if half_way else Reason.TOO_LATE), error
            return (Reason.BROKE_OFF if half_way else Reason.FAILED), error
        self._out.end()
        return (None if self._out.length else Reason.EMPTY), None

    def _put_to(self, model: llm.LLM[Any]) -> llm.LLMStream:
        said, request = self._out.said, self._request
        if said:
            request = {**request, "chat_ctx": continued(request["chat_ctx"], said)}
        return model.chat(**request)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
