"""Settings the realtime API does not take, and events that are none, each with what it says."""

from dataclasses import dataclass
from typing import Any

Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRequest:
    """One event, what is sent before it, and the error it gets."""

    name: str
    event: Wire | str
    code: str | None
    param: str | None
    says: str
    """A part of the message."""
    before: tuple[Wire, ...] = ()


def settings(**session: Any) -> Wire:
    return {"type": "session.update", "event_id": "bad", "session": {"type": "realtime", **session}}


AUDIO = "session.audio"
TURNS = f"{AUDIO}.input.turn_detection"
TOOL: Wire = {"type": "function", "name": "look_up", "parameters": {"type": "object", "properties": {}}}

BAD_SETTINGS = (
    BadRequest("no JSON", "{", "invalid_json", None, "could not parse"),
    BadRequest("no type", {"mood": "merry"}, "missing_required_parameter", "type", "'type'"),
    BadRequest("unknown event", {"type": "session.sing"}, "invalid_value", "type", "Invalid value: 'session.sing'"),
    BadRequest(
        "a session without its type",
        {"type": "session.update", "session": {"instructions": "Be kind."}},
        "missing_required_parameter",
        "session.type",
        "Missing required parameter: 'session.type'.",
    ),
    BadRequest(
        "the beta's voice",
        settings(voice="alloy"),
        "unknown_parameter",
        "session.voice",
        "Unknown parameter: 'session.voice'.",
    ),
    BadRequest(
        "temperature", settings(temperature=0.8), "unknown_parameter", "session.temperature", "Unknown parameter"
    ),
    BadRequest(
        "a strict tool",
        settings(tools=[TOOL | {"strict": True}]),
        "unknown_parameter",
        "session.tools[0].strict",
        "Unknown parameter: 'session.tools[0].strict'.",
    ),
    BadRequest(
        "a tool's name with a space",
        settings(tools=[TOOL | {"name": "look up"}]),
        "invalid_value",
        "session.tools[0].name",
        "pattern",
    ),
    BadRequest(
        "a voice nobody has",
        settings(audio={"output": {"voice": "nova-9"}}),
        "invalid_value",
        f"{AUDIO}.output.voice",
        "Supported values are: 'alloy'",
    ),
    BadRequest(
        "too fast",
        settings(audio={"output": {"speed": 2.0}}),
        "decimal_above_max_value",
        f"{AUDIO}.output.speed",
        "<= 1.5",
    ),
    BadRequest(
        "instructions that are a list",
        settings(instructions=["Be kind."]),
        "invalid_type",
        "session.instructions",
        "expected a string, but got an array",
    ),
    BadRequest(
        "both modalities",
        settings(output_modalities=["text", "audio"]),
        "invalid_value",
        "session.output_modalities",
        "Supported combinations are",
    ),
    BadRequest(
        "a turn detection of another kind",
        settings(audio={"input": {"turn_detection": {"type": "vad"}}}),
        "invalid_value",
        f"{TURNS}.type",
        "'server_vad', and 'semantic_vad'",
    ),
    BadRequest(
        "a threshold over one",
        settings(audio={"input": {"turn_detection": {"type": "server_vad", "threshold": 1.5}}}),
        "decimal_above_max_value",
        f"{TURNS}.threshold",
        "Expected a value <= 1",
    ),
    BadRequest(
        "a null among the turn detection's fields",
        settings(audio={"input": {"turn_detection": {"type": "server_vad", "create_response": None}}}),
        "invalid_type",
        f"{TURNS}.create_response",
        "expected a boolean, but got null",
    ),
)
