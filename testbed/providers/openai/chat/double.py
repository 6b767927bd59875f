"""OpenAI's chat completions, answered by a scripted LLM: streamed or whole, with tools, usage and errors."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiohttp import web

from segue.testing import Calls, Says, ScriptOver
from segue.testing.replies import words
from testbed.providers.endpoint import Endpoint
from testbed.providers.openai.api import KEY, OpenAIDouble, read_json
from testbed.providers.openai.chat.requests import ChatRequest, read
from testbed.providers.openai.errors import OpenAIRefusal, out_of_order
from testbed.providers.record import Body
from testbed.script import LLM, Answer

MODELS = ("gpt-4.1", "gpt-4.1-mini")
ARGUMENT_PIECE = 8
"""Characters of a call's arguments in one event."""


class ChatDouble(OpenAIDouble):
    """Give its `base_url` to `openai.LLM`. Requests, their records and faults are at `completions`.

    `pace_s`: seconds between the words of an answer; 0 is as fast as they go.
    """

    def __init__(
        self, llm: LLM[ChatRequest], *, models: Sequence[str] = MODELS, key: str | None = KEY, pace_s: float = 0.0
    ) -> None:
        self.llm = llm
        self.pace_s = pace_s
        self.completions = Endpoint[ChatRequest](self._read, self._answer, out_of_order)
        super().__init__(models, {"/chat/completions": self.completions}, key)

    async def _read(self, http: web.Request) -> ChatRequest:
        body = await read_json(http)
        self.know(body.get("model"))
        return read(body)

    async def _answer(self, request: ChatRequest) -> Body:
        try:
            answer = self.llm(request)
        except ScriptOver as over:
            raise OpenAIRefusal(str(over), status=500, kind="server_error") from None
        if request.streams:
            return Body("text/event-stream", _events(request, answer), _events(request, ()), self.pace_s)
        whole, nothing = (json.dumps(_whole(request, said)).encode() for said in (answer, ()))
        return Body("application/json", [whole], [nothing])


def _events(request: ChatRequest, answer: Answer) -> list[bytes]:
    usage = {"usage": None} if request.wants_usage else {}
    chunks = [
        {**_head(request, "chat.completion.chunk"), "choices": [_choice(delta, reason)], **usage}
        for delta, reason in _deltas(request, answer)
    ]
    if request.wants_usage:
        chunks.append({**_head(request, "chat.completion.chunk"), "choices": [], "usage": _usage(request, answer)})
    return [b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks] + [b"data: [DONE]\n\n"]


def _deltas(request: ChatRequest, answer: Answer) -> Iterator[tuple[dict[str, Any], str | None]]:
    text, calls = _parts(answer)
    yield {"role": "assistant", "content": None if calls and not text else "", "refusal": None}, None
    for word in words(text):
        yield {"content": word}, None
    for index, call in enumerate(calls):
        function = {"name": call.name, "arguments": ""}
        begin = {"index": index, "id": _call_id(request, index), "type": "function", "function": function}
        yield {"tool_calls": [begin]}, None
        for at in range(0, len(call.json), ARGUMENT_PIECE):
            fragment = {"arguments": call.json[at : at + ARGUMENT_PIECE]}
            yield {"tool_calls": [{"index": index, "function": fragment}]}, None
    yield {}, _reason(request, calls)


def _whole(request: ChatRequest, answer: Answer) -> dict[str, Any]:
    text, calls = _parts(answer)
    message: dict[str, Any] = {"role": "assistant", "content": text or (None if calls else ""), "refusal": None}
    if calls:
        message["tool_calls"] = [
            {
                "id": _call_id(request, index),
                "type": "function",
                "function": {"name": call.name, "arguments": call.json},
            }
            for index, call in enumerate(calls)
        ]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _reason(request, calls)}
    return {**_head(request, "chat.completion"), "choices": [choice], "usage": _usage(request, answer)}


def _parts(answer: Answer) -> tuple[str, list[Calls]]:
    steps = answer if isinstance(answer, tuple) else (answer,)
    text = "".join(step.text for step in steps if isinstance(step, Says))
    return text, [step for step in steps if isinstance(step, Calls)]


def _reason(request: ChatRequest, calls: Sequence[Calls]) -> str:
    # Where the request names the function to be called they say "stop".
    return "tool_calls" if calls and not isinstance(request.tool_choice, dict) else "stop"


def _choice(delta: Mapping[str, Any], reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def _head(request: ChatRequest, kind: str) -> dict[str, Any]:
    name = {"id": f"chatcmpl-{_digest(request)}", "object": kind, "created": 1_700_000_000, "model": request.model}
    return {**name, "service_tier": "default", "system_fingerprint": "fp_double"}


def _usage(request: ChatRequest, answer: Answer) -> dict[str, Any]:
    """Tokens at four characters each: a rule of thumb, the same for the same words."""
    text, calls = _parts(answer)
    asked = len(json.dumps([request.messages, request.body.get("tools")])) // 4 + 1
    said = (len(text) + sum(len(call.name) + len(call.json) for call in calls)) // 4 + 1
    details = {
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said, **details}


def _call_id(request: ChatRequest, index: int) -> str:
    return f"call_{_digest(request)}{index:04}"


def _digest(request: ChatRequest) -> str:
    """Names a request by what is in it: unique in a call, the same when asked twice."""
    return hashlib.blake2b(json.dumps(request.body, sort_keys=True).encode(), digest_size=10).hexdigest()
