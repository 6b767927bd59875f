"""What OpenAI asks of tools beyond their types: names, schemas, and more of those marked strict."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openai.types.chat import ChatCompletionFunctionToolParam

from testbed.providers.openai.errors import OpenAIRefusal, too_long
from testbed.providers.openai.sdk_types import check

_NAME = "^[a-zA-Z0-9_-]+$"
_LONGEST_NAME = 64
_NOT_STRICT = ("default", "allOf", "oneOf", "not", "if", "then", "else", "patternProperties")
Schema = Mapping[str, Any]


def check_name(name: str, param: str) -> None:
    """Raises `Refusal` for what is no name of a function."""
    if not re.fullmatch(_NAME, name):
        wanted = f"Expected a string that matches the pattern '{_NAME}'."
        raise OpenAIRefusal(f"Invalid '{param}': string does not match pattern. {wanted}", "invalid_value", param)
    if len(name) > _LONGEST_NAME:
        raise too_long(param, name, _LONGEST_NAME)


def check_tools(tools: Sequence[Any]) -> None:
    """Raises `Refusal` for the first tool that is none."""
    for index, tool in enumerate(tools):
        path = f"tools[{index}]"
        check(ChatCompletionFunctionToolParam, tool, path)
        function = tool["function"]
        check_name(function["name"], f"{path}.function.name")
        if "parameters" not in function:
            continue
        for wrong in _faults(function["parameters"], strict=bool(function.get("strict"))):
            said = f"Invalid schema for function '{function['name']}': {wrong}"
            raise OpenAIRefusal(said, "invalid_function_parameters", f"{path}.function.parameters")


def _faults(schema: Schema, *, strict: bool) -> Iterator[str]:
    if schema.get("type") != "object":
        yield f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{schema.get('type')}\"'."
    for context, inner in _walk(schema, ()):
        here = f"In context={context}, "
        kinds = inner.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if "array" in kinds and "items" not in inner:
            yield f"{here}array schema missing items."
        if "object" in kinds and "properties" not in inner and not (strict or "additionalProperties" in inner):
            yield f"{here}object schema missing properties."
        if strict:
            yield from (here + wrong for wrong in _not_strict(inner, is_object="object" in kinds))


def _not_strict(schema: Schema, *, is_object: bool) -> Iterator[str]:
    yield from (f"'{word}' is not permitted." for word in _NOT_STRICT if word in schema)
    if not is_object:
        return
    if schema.get("additionalProperties") is not False:
        yield "'additionalProperties' is required to be supplied and to be false."
    properties, required = list(schema.get("properties", {})), schema.get("required", [])
    every = "an array including every key in properties."
    yield from (
        f"'required' is required to be supplied and to be {every} Missing '{name}'."
        for name in properties
        if name not in required
    )


def _walk(schema: Schema, context: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Every schema within, with the way to it."""
    yield context, schema
    for group in ("properties", "$defs"):
        for name, inner in schema.get(group, {}).items():
            yield from _walk(inner, (*context, group, name))
    if isinstance(schema.get("items"), Mapping):
        yield from _walk(schema["items"], (*context, "items"))
    for number, inner in enumerate(schema.get("anyOf", ())):
        yield from _walk(inner, (*context, "anyOf", str(number)))
