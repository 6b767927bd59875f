"""What the realtime API takes from a client: every event checked, and refused in the provider's words."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

from openai.types.realtime import RealtimeSessionCreateRequest
from openai.types.realtime.realtime_audio_config_output import Voice

from testbed.providers.openai.errors import OpenAIRefusal, missing, mistyped, out_of_range, too_long, unsupported
from testbed.providers.openai.realtime.schema import CLIENT_EVENTS, ITEMS, Wire, check
from testbed.providers.refusal import Refusal

VOICES: tuple[str, ...] = next(names for one in get_args(Voice) if (names := get_args(one)))
RANGES: dict[str, tuple[float, float]] = {
    "session.audio.output.speed": (0.25, 1.5),
    "session.audio.input.turn_detection.threshold": (0.0, 1.0),
}
LENGTHS = {"item.id": 32, "item.call_id": 32}
TOOL_NAME = "^[a-zA-Z0-9_-]+$"


def read(text: str) -> Wire:
    """The client event in `text`. Raises `Refusal`, naming the event's id."""
    try:
        event = json.loads(text)
    except ValueError:
        raise OpenAIRefusal("We could not parse the JSON body of your request.", "invalid_json") from None
    if not isinstance(event, dict) or "type" not in event:
        raise missing("type")
    try:
        _check_event(event)
    except Refusal as refused:
        refused.error["event_id"] = event.get("event_id")
        raise
    return event


def _check_event(event: Wire) -> None:
    if event["type"] not in CLIENT_EVENTS:
        raise unsupported(event["type"], list(CLIENT_EVENTS), "type")
    match event:
        case {"type": "session.update", "session": dict(session)}:
            check(RealtimeSessionCreateRequest, session, "session")
            _check_session(session)
        case {"type": "conversation.item.create", "item": dict(item)}:
            _check_item(item)
        case _:
            check(CLIENT_EVENTS[event["type"]], event, "")
    for path, value in _leaves(event, ""):
        _check_limits(path, value)


def _check_item(item: Wire) -> None:
    kind = str(item.get("type"))
    role = item.get("role") if kind == "message" else None
    if kind not in {name for name, _ in ITEMS}:
        raise unsupported(kind, list(dict.fromkeys(name for name, _ in ITEMS)), "item.type")
    if (kind, role) not in ITEMS:
        raise unsupported(role, [name for _, name in ITEMS if name], "item.role")
    check(ITEMS[kind, role], item, "item")


def _check_session(session: Wire) -> None:
    modalities = session.get("output_modalities")
    if modalities not in (None, ["text"], ["audio"]):
        said = f"Invalid modalities: {modalities}. Supported combinations are: ['text'] and ['audio']."
        raise OpenAIRefusal(said, "invalid_value", "session.output_modalities")
    audio = session.get("audio") or {}
    voice = (audio.get("output") or {}).get("voice")
    if isinstance(voice, str) and voice not in VOICES:
        raise unsupported(voice, VOICES, "session.audio.output.voice")
    for name, value in ((audio.get("input") or {}).get("turn_detection") or {}).items():
        if value is None and name != "idle_timeout_ms":
            wanted = "a boolean" if name.endswith("_response") else "a value"
            raise mistyped(f"session.audio.input.turn_detection.{name}", wanted, None)
    for index, tool in enumerate(session.get("tools") or []):
        if not re.match(TOOL_NAME, tool.get("name") or ""):
            param = f"session.tools[{index}].name"
            said = f"Invalid '{param}': string does not match pattern. Expected a string that matches '{TOOL_NAME}'."
            raise OpenAIRefusal(said, "invalid_value", param)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for name, inner in value.items():
        yield from _leaves(inner, f"{path}.{name}".strip("."))


def _check_limits(path: str, value: Any) -> None:
    if isinstance(value, str) and len(value) > (most := LENGTHS.get(path, len(value))):
        raise too_long(path, value, most)
    if isinstance(value, int | float) and path in RANGES and (refused := out_of_range(path, value, *RANGES[path])):
        raise refused
