"""One response of the realtime double, from response.created to response.done, or what goes wrong instead."""

import asyncio
from typing import TYPE_CHECKING

from segue.testing import Says, ScriptOver
from testbed.providers.openai.realtime.asked import RealtimeRequest
from testbed.providers.openai.realtime.conversation import new_id
from testbed.providers.openai.realtime.output import Output
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.openai.realtime.schema import Wire

if TYPE_CHECKING:
    from testbed.providers.openai.realtime.session import Session

QUOTA = "You exceeded your current quota, please check your plan and billing details."
SORRY = "The server had an error while processing your request. Sorry about that!"
EXPIRED = "Your session hit the maximum duration of 60 minutes."
FAILURES: dict[ResponseFault | None, Wire] = {
    ResponseFault.FAILED: {"type": "server_error", "code": "server_error", "message": SORRY},
    ResponseFault.OUT_OF_QUOTA: {"type": "insufficient_quota", "code": "insufficient_quota", "message": QUOTA},
}


class Response:
    """Made of `params` (what response.create carried) and the conversation as it is when it begins."""

    def __init__(self, session: "Session", params: Wire, fault: ResponseFault | None) -> None:
        self.id = new_id("resp")
        self.over = asyncio.Event()
        """Set when response.done was sent, or never will be."""
        self._session, self._params, self._fault = session, params, fault
        self._modalities = params.get("output_modalities") or session.settings.wire["output_modalities"]
        aloud = self._modalities == ["audio"] and fault is not ResponseFault.WITHOUT_AUDIO
        self._output = Output(session, self.id, fault, aloud=aloud)

    def cancel(self, reason: str) -> None:
        """Send no more of it. `reason`: client_cancelled or turn_detected."""
        self._output.stop(type="cancelled", reason=reason)

    async def run(self) -> None:
        """Make it, or let its fault happen."""
        try:
            match self._fault:
                case ResponseFault.IGNORED:
                    pass
                case ResponseFault.SERVER_ERROR:
                    await self._session.refuse({"type": "server_error", "code": None, "message": SORRY})
                case ResponseFault.EXPIRED:
                    await self._session.expire(EXPIRED)
                case _:
                    await self._make()
        finally:
            self._over()

    async def _make(self) -> None:
        await self._session.send("response.created", response=self._wire("in_progress"))
        if self._fault in FAILURES:
            self._output.stop(type="failed", error=FAILURES[self._fault])
        else:
            await self._session.hearing.understood()
            await self._answer()
        done = self._wire(self._output.ended["type"])
        self._session.responses.append(done)
        self._over()  # whoever sees it done may ask for the next
        await self._session.send("response.done", response=done)
        if self._fault is ResponseFault.LOST_AFTER:
            self._session.drop()

    async def _answer(self) -> None:
        try:
            answer = self._session.double.llm(self._asked())
        except ScriptOver as over:
            self._output.stop(type="failed", error={"type": "server_error", "code": None, "message": str(over)})
            return
        for step in answer if isinstance(answer, tuple) else (answer,):
            await (self._output.say(step.text) if isinstance(step, Says) else self._output.call(step))

    def _over(self) -> None:
        self.over.set()
        if self._session.response is self:
            self._session.response = None

    def _asked(self) -> RealtimeRequest:
        settings, own = self._session.settings.wire, self._params
        return RealtimeRequest(
            items=tuple(self._session.conversation.items),
            instructions=settings["instructions"],
            response_instructions=own.get("instructions"),
            tools=settings["tools"] if own.get("tools") is None else own["tools"],
            tool_choice=own.get("tool_choice") or settings["tool_choice"],
        )

    def _wire(self, status: str) -> Wire:
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": status,
            "status_details": None if status in {"in_progress", "completed"} else self._output.ended,
            "output": [dict(item.wire) for item in self._output.items],
            "output_modalities": self._modalities,
            "metadata": self._params.get("metadata"),
            "usage": None if status == "in_progress" else self._usage(),
        }

    def _usage(self) -> Wire:
        """A token for a word, for 100 ms heard and for 50 ms spoken."""
        heard = round(self._session.audio_s * 10)
        read = sum(len(item.text.split()) for item in self._session.conversation.items)
        spoken = sum(item.audio_ms for item in self._output.items) // 50
        written = sum(len(item.text.split()) for item in self._output.items)
        return {
            "input_tokens": heard + read,
            "input_token_details": {"audio_tokens": heard, "text_tokens": read, "cached_tokens": 0},
            "output_tokens": spoken + written,
            "output_token_details": {"audio_tokens": spoken, "text_tokens": written},
            "total_tokens": heard + read + spoken + written,
        }
