"""Tools that OpenAI refuses, and choices among them, each with the refusal."""

from typing import Any, Final

from tests.testbed.providers.bad_chats import Bad

_CHAT: Final = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hi"}]}
_A: Final = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}
_F: Final = "tools[0].function"


def _tool(name: str = "f", *, strict: bool = True, **parameters: Any) -> dict[str, Any]:
    """A tool that is right, but for what `parameters` changes. None takes a member away."""
    schema = {key: value for key, value in {**_A, **parameters}.items() if value is not None}
    return {"type": "function", "function": {"name": name, "parameters": schema, "strict": strict}}


def _with(*tools: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**_CHAT, "tools": [*tools], **more}


def _schema(said: str) -> tuple[str, str, str]:
    return f"Invalid schema for function 'f': {said}", "invalid_function_parameters", f"{_F}.parameters"


def _only_with_tools(param: str) -> tuple[str, None, str]:
    said = f"Invalid value for '{param}': '{param}' is only allowed when 'tools' are specified."
    return said, None, param


_BAD_NAMES: Final = [
    Bad(
        "no tools in an array for them",
        _with(),
        "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        "empty_array",
        "tools",
    ),
    Bad(
        "a tool without name",
        _with({"type": "function", "function": {"description": "?"}}),
        f"Missing required parameter: '{_F}.name'.",
        "missing_required_parameter",
        f"{_F}.name",
    ),
    Bad(
        "a space in a tool's name",
        _with(_tool("begin task")),
        f"Invalid '{_F}.name': string does not match pattern. Expected a string that matches the pattern",
        "invalid_value",
        f"{_F}.name",
    ),
    Bad(
        "a tool's name too long",
        _with(_tool("f" * 65)),
        f"Invalid '{_F}.name': string too long. Expected a string with maximum length 64, but got",
        "string_above_max_length",
        f"{_F}.name",
    ),
]

_BAD_SCHEMAS: Final = [
    Bad(
        "a strict tool open to more",
        _with(_tool(additionalProperties=None)),
        *_schema("In context=(), 'additionalProperties' is required to be supplied and to be false."),
    ),
    Bad(
        "a strict tool with an option",
        _with(_tool(required=[])),
        *_schema("In context=(), 'required' is required to be supplied and to be an array including every key in"),
    ),
    Bad(
        "a strict tool open to more within",
        _with(_tool(properties={"a": {"type": "array", "items": {**_A, "additionalProperties": True}}})),
        *_schema("In context=('properties', 'a', 'items'), 'additionalProperties' is required to be supplied"),
    ),
    Bad(
        "a strict tool open to more in a choice of types",
        _with(_tool(properties={"a": {"anyOf": [{**_A, "additionalProperties": None}, {"type": "null"}]}})),
        *_schema("In context=('properties', 'a', 'anyOf', '0'), 'additionalProperties' is required to be supplied"),
    ),
    Bad(
        "a strict tool with a default",
        _with(_tool(properties={"a": {"type": "integer", "default": 9}})),
        *_schema("In context=('properties', 'a'), 'default' is not permitted."),
    ),
    Bad(
        "an array of anything",
        _with(_tool(strict=False, properties={"a": {"type": "array"}})),
        *_schema("In context=('properties', 'a'), array schema missing items."),
    ),
    Bad(
        "parameters that are no object",
        _with(_tool(strict=False, type="string")),
        *_schema("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"string\"'."),
    ),
    Bad(
        "an object of nothing",
        _with(_tool(strict=False, properties=None, additionalProperties=None)),
        *_schema("In context=(), object schema missing properties."),
    ),
]

_BAD_CHOICES: Final = [
    Bad("a choice without tools", {**_CHAT, "tool_choice": "required"}, *_only_with_tools("tool_choice")),
    Bad("parallel without tools", {**_CHAT, "parallel_tool_calls": False}, *_only_with_tools("parallel_tool_calls")),
    Bad(
        "the choice of a tool that is not there",
        _with(_tool(), tool_choice={"type": "function", "function": {"name": "g"}}),
        "Tool choice 'g' not found in 'tools' parameter.",
        None,
        "tool_choice",
    ),
    Bad(
        "a choice of no kind",
        _with(_tool(), tool_choice="any"),
        "Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.",
        "invalid_value",
        "tool_choice",
    ),
]

BAD_TOOLS: Final = [*_BAD_NAMES, *_BAD_SCHEMAS, *_BAD_CHOICES]
