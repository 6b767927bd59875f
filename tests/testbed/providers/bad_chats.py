"""Chats that OpenAI refuses, each with the refusal. A double that lets one through proves nothing to anyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from testbed.providers.openai.api import KEY
from testbed.providers.openai.errors import INVALID


@dataclass(frozen=True, slots=True)
class Bad:
    """A request and how it is refused."""

    why: str
    body: Mapping[str, Any] | bytes
    message: str
    """How it begins."""
    code: str | None = None
    param: str | None = None
    status: int = 400
    key: str | None = KEY
    kind: str = INVALID


_HI: Final = {"role": "user", "content": "Hi"}
_CHAT: Final = {"model": "gpt-4.1", "messages": [_HI]}
_RESULT: Final = {"role": "tool", "content": "done"}
_CALLED: Final = "messages[1].tool_calls[0].id"

_UNANSWERED: Final = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'."
)
_UNASKED: Final = (
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
)


def _called(*ids: str) -> dict[str, Any]:
    calls = [{"id": one, "type": "function", "function": {"name": "f", "arguments": "{}"}} for one in ids]
    return {"role": "assistant", "tool_calls": calls}


def _said(*messages: object) -> dict[str, Any]:
    return {**_CHAT, "messages": [_HI, *messages]}


def _lacks(param: str) -> tuple[str, str, str]:
    return f"Missing required parameter: '{param}'.", "missing_required_parameter", param


def _empty(param: str) -> tuple[str, str, str]:
    said = "Expected an array with minimum length 1, but got an empty array instead."
    return f"Invalid '{param}': empty array. {said}", "empty_array", param


def _mistyped(param: str, rest: str) -> tuple[str, str, str]:
    return f"Invalid type for '{param}': {rest}", "invalid_type", param


BAD_KEYS: Final = [
    Bad("no key", _CHAT, "You didn't provide an API key.", status=401, key=None),
    Bad("wrong key", _CHAT, "Incorrect API key provided: sk-other", "invalid_api_key", status=401, key="sk-other"),
]

_BAD_BODIES: Final = [
    Bad("no JSON", b'{"model": ', "We could not parse the JSON body of your request."),
    Bad("no object", b"[]", "We could not parse the JSON body of your request."),
    Bad("no model", {"messages": [_HI]}, "you must provide a model parameter"),
    Bad(
        "unknown model",
        {**_CHAT, "model": "gpt-9"},
        "The model `gpt-9` does not exist or you do not have access to it.",
        "model_not_found",
        status=404,
    ),
    Bad("unknown parameter", {**_CHAT, "num_keep": 1}, "Unrecognized request argument supplied: num_keep"),
    Bad(
        "a decimal as text",
        {**_CHAT, "temperature": "1"},
        *_mistyped("temperature", "expected a decimal, but got a string instead."),
    ),
    Bad(
        "too hot",
        {**_CHAT, "temperature": 3},
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
        "decimal_above_max_value",
        "temperature",
    ),
    Bad(
        "stream options without stream",
        {**_CHAT, "stream_options": {"include_usage": True}},
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        None,
        "stream_options",
    ),
]

_BAD_MESSAGES: Final = [
    Bad("no messages", {"model": "gpt-4.1"}, *_lacks("messages")),
    Bad("empty messages", {**_CHAT, "messages": []}, *_empty("messages")),
    Bad("messages as text", {**_CHAT, "messages": "Hi"}, *_mistyped("messages", "expected an array of objects, but")),
    Bad("a message as text", _said("Hi"), *_mistyped("messages[1]", "expected an object, but got a string instead.")),
    Bad("no role", _said({"content": "Hi"}), *_lacks("messages[1].role")),
    Bad(
        "unknown role",
        _said({"role": "robot", "content": "Hi"}),
        "Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and",
        "invalid_value",
        "messages[1].role",
    ),
    Bad(
        "unknown parameter within",
        _said({**_HI, "mood": "good"}),
        "Unknown parameter: 'messages[1].mood'.",
        "unknown_parameter",
        "messages[1].mood",
    ),
    Bad(
        "null content",
        _said({"role": "user", "content": None}),
        "Invalid value for 'content': expected a string, got null.",
        None,
        "messages.[1].content",
    ),
    Bad(
        "a number for content",
        _said({"role": "user", "content": 7}),
        *_mistyped("messages[1].content", "expected one of a string or array of objects, but got an integer instead."),
    ),
    Bad(
        "a part without its text",
        _said({"role": "user", "content": [{"type": "text"}]}),
        *_lacks("messages[1].content[0].text"),
    ),
]

_BAD_CALLS: Final = [
    Bad("a call without result", _said(_called("c1"), _HI), _UNANSWERED, None, "messages.[2].role"),
    Bad("a call without result at the end", _said(_called("c1")), _UNANSWERED, None, "messages.[2].role"),
    Bad(
        "one of two calls without result",
        _said(_called("c1", "c2"), {**_RESULT, "tool_call_id": "c2"}),
        f"{_UNANSWERED} The following tool_call_ids did not have response messages: c1",
        None,
        "messages.[3].role",
    ),
    Bad("a result without call", _said({**_RESULT, "tool_call_id": "c1"}), _UNASKED, None, "messages.[1].role"),
    Bad(
        "a result of another call",
        _said(_called("c1"), {**_RESULT, "tool_call_id": "c2"}),
        _UNASKED,
        None,
        "messages.[2].role",
    ),
    Bad("a result that names no call", _said(_called("c1"), _RESULT), *_lacks("messages[2].tool_call_id")),
    Bad(
        "a call's id too long",
        _said(_called("c" * 41), {**_RESULT, "tool_call_id": "c" * 41}),
        f"Invalid '{_CALLED}': string too long. Expected a string with maximum length 40, but got a string with",
        "string_above_max_length",
        _CALLED,
    ),
    Bad(
        "no calls in an array for them",
        _said({"role": "assistant", "content": "Hi", "tool_calls": []}),
        *_empty("messages[1].tool_calls"),
    ),
]

BAD_CHATS: Final = [*BAD_KEYS, *_BAD_BODIES, *_BAD_MESSAGES, *_BAD_CALLS]
