"""The realtime API's schemas, which are the SDK's types, and its words for what doesn't fit them."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from openai.types import realtime
from openai.types.realtime.realtime_client_event import RealtimeClientEvent
from openai.types.realtime.realtime_server_event import RealtimeServerEvent
from pydantic import BaseModel, ValidationError

from testbed.providers.openai.errors import OpenAIRefusal, missing, mistyped, unsupported
from testbed.providers.openai.sdk_types import place

Wire = dict[str, Any]


def _by_type(union: Any) -> dict[str, type[BaseModel]]:
    members: Sequence[type[BaseModel]] = get_args(get_args(union)[0])
    return {get_args(member.model_fields["type"].annotation)[0]: member for member in members}


CLIENT_EVENTS = _by_type(RealtimeClientEvent)
SERVER_EVENTS = _by_type(RealtimeServerEvent)
ITEMS: dict[tuple[str, str | None], type[BaseModel]] = {
    ("message", "system"): realtime.RealtimeConversationItemSystemMessage,
    ("message", "user"): realtime.RealtimeConversationItemUserMessage,
    ("message", "assistant"): realtime.RealtimeConversationItemAssistantMessage,
    ("function_call", None): realtime.RealtimeConversationItemFunctionCall,
    ("function_call_output", None): realtime.RealtimeConversationItemFunctionCallOutput,
}
"""By type and role."""
WANTED = {"string": "a string", "bool": "a boolean", "int": "an integer", "float": "a decimal", "list": "an array"}


def check(model: type[BaseModel], data: Wire, path: str) -> None:
    """Hold `data`, which stands at `path` of the event, to `model`. Raises `Refusal`."""
    try:
        parsed = model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as bad:
        raise _in_their_words(bad, data, path) from None
    for unknown in _unknown(parsed, path):
        raise OpenAIRefusal(f"Unknown parameter: '{unknown}'.", "unknown_parameter", unknown)


def _unknown(value: object, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}".strip(".") for name in value.model_extra or {})
        for name in value.model_fields_set & set(type(value).model_fields):
            yield from _unknown(getattr(value, name), f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unknown(one, f"{path}[{index}]")


def _in_their_words(bad: ValidationError, data: Wire, path: str) -> OpenAIRefusal:
    """Of several complaints (a union makes one for each member) the one about the deepest place."""
    found = [(*place(one["loc"], data, path), one) for one in bad.errors()]
    param, got, first = max(found, key=lambda one: one[0].count("."))
    if first["type"] == "missing":
        return missing(param)
    if first["type"] == "literal_error":
        expected = [one["ctx"]["expected"] for at, _, one in found if at == param and one["type"] == "literal_error"]
        return unsupported(got, [name for names in expected for name in re.findall(r"'([^']*)'", names)], param)
    wanted = first["type"].removesuffix("_type")
    return mistyped(param, WANTED.get(wanted, "an object"), got)
