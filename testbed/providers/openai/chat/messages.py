"""What OpenAI asks of messages: each by the type of its role, and every call followed by its results."""

from collections.abc import Mapping, Sequence
from typing import Any

from openai.types import chat

from testbed.providers.openai.chat.tools import check_name
from testbed.providers.openai.errors import OpenAIRefusal, missing, mistyped, too_long, unsupported
from testbed.providers.openai.sdk_types import check

ROLES: Mapping[str, Any] = {
    "system": chat.ChatCompletionSystemMessageParam,
    "assistant": chat.ChatCompletionAssistantMessageParam,
    "user": chat.ChatCompletionUserMessageParam,
    "function": chat.ChatCompletionFunctionMessageParam,
    "tool": chat.ChatCompletionToolMessageParam,
    "developer": chat.ChatCompletionDeveloperMessageParam,
}
_LONGEST_CALL_ID = 40
Message = Mapping[str, Any]


def check_array(value: object, name: str) -> None:
    """Raises `Refusal` for what is no array, and for one with nothing in it."""
    if not isinstance(value, list):
        raise mistyped(name, "an array of objects", value)
    if not value:
        said = "empty array. Expected an array with minimum length 1, but got an empty array instead."
        raise OpenAIRefusal(f"Invalid '{name}': {said}", "empty_array", name)


def check_messages(messages: Sequence[Any]) -> None:
    """Raises `Refusal` for the first message that is none, or that may not stand where it does."""
    open_calls: list[str] = []
    for index, message in enumerate(messages):
        path = f"messages[{index}]"
        if not isinstance(message, dict):
            raise mistyped(path, "an object", message)
        role = str(message.get("role", ""))
        if role not in ROLES:
            raise unsupported(role, list(ROLES), f"{path}.role") if role else missing(f"{path}.role")
        if message.get("content") is None and not (role == "assistant" and message.get("tool_calls")):
            said = "Invalid value for 'content': expected a string, got null."
            raise OpenAIRefusal(said, None, f"messages.[{index}].content")
        check(ROLES[role], message, path)
        open_calls = _follow(message, index, open_calls)
    _all_answered(open_calls, len(messages))


def _follow(message: Message, index: int, open_calls: list[str]) -> list[str]:
    """The calls that are still to be answered after `message`."""
    if message["role"] == "tool":
        if message["tool_call_id"] not in open_calls:
            said = "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
            raise OpenAIRefusal(f"Invalid parameter: {said}", None, f"messages.[{index}].role")
        return [call for call in open_calls if call != message["tool_call_id"]]
    _all_answered(open_calls, index)
    if "tool_calls" not in message:
        return []
    check_array(message["tool_calls"], f"messages[{index}].tool_calls")
    for number, call in enumerate(message["tool_calls"]):
        path = f"messages[{index}].tool_calls[{number}]"
        check_name(call["function"]["name"], f"{path}.function.name")
        if len(call["id"]) > _LONGEST_CALL_ID:
            raise too_long(f"{path}.id", call["id"], _LONGEST_CALL_ID)
    return [call["id"] for call in message["tool_calls"]]


def _all_answered(open_calls: Sequence[str], index: int) -> None:
    if open_calls:
        said = "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
        which = f"The following tool_call_ids did not have response messages: {', '.join(open_calls)}"
        raise OpenAIRefusal(f"{said} 'tool_call_id'. {which}", None, f"messages.[{index}].role")
