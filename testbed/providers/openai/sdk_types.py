"""What the openai SDK's types say about a request, in the provider's words."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from testbed.providers.openai.errors import OpenAIRefusal, missing, mistyped, unsupported

_KINDS = {
    "string_type": "a string",
    "bool_type": "a boolean",
    "int_type": "an integer",
    "float_type": "a decimal",
    "dict_type": "an object",
    "list_type": "an array",
}
"""Pydantic's complaints to what was wanted. The one union the API has a word for is that of texts and their parts."""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    # A TypedDict takes no configuration from outside, unless something stands around it.
    return TypeAdapter(kind | None, config=ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True))


def check(kind: Any, data: Any, path: str = "") -> None:
    """Raises `Refusal` unless `data` is a `kind`, one of the SDK's TypedDicts. `path` is where it stands."""
    if data is None:
        raise mistyped(path, "an object", data)
    try:
        parsed = _adapter(kind).validate_python(data)
    except ValidationError as bad:
        raise _in_their_words(bad, data, path) from None
    _drain(parsed, data, path)


def _drain(value: Any, data: Any, path: str) -> None:
    """Iterables are checked only as they are iterated."""
    try:
        if isinstance(value, dict):
            for name, inner in value.items():
                _drain(inner, data[name], joined(path, name))
        elif isinstance(value, Iterator | list):
            for index, inner in enumerate(value):
                _drain(inner, data[index], f"{path}[{index}]")
    except ValidationError as bad:
        raise _in_their_words(bad, data, path) from None


def joined(path: str, name: str) -> str:
    """The path of a member."""
    return f"{path}.{name}" if path else name


def _in_their_words(bad: ValidationError, data: Any, path: str) -> OpenAIRefusal:
    """Of several complaints (one for each type of a union) the one about the place that is deepest in the data."""
    found = [(*place(one["loc"], data, path), one) for one in bad.errors(include_url=False)]
    param, got, first = max(found, key=lambda one: one[0].count(".") + one[0].count("["))
    if first["type"] == "missing":
        return missing(param)
    if first["type"] == "extra_forbidden":
        if "." not in param:  # as they word it for the request itself; inside it they say it otherwise
            return OpenAIRefusal(f"Unrecognized request argument supplied: {param}")
        return OpenAIRefusal(f"Unknown parameter: '{param}'.", "unknown_parameter", param)
    if first["type"] == "literal_error":
        allowed = [one["ctx"]["expected"].replace("'", "").replace(" or ", ", ") for *_, one in found if "ctx" in one]
        return unsupported(got, [name for names in allowed for name in names.split(", ")], param)
    wanted = dict.fromkeys(_KINDS.get(one["type"], one["type"]) for at, _, one in found if at == param)
    kinds = wanted if len(wanted) == 1 else ["one of a string or array of objects"]
    return mistyped(param, next(iter(kinds)), got)


def place(loc: Sequence[int | str], data: Any, path: str) -> tuple[str, Any]:
    """Where the complaint is, without the names pydantic gives to members of a union, and what stands there."""
    for part in loc:
        if isinstance(part, int) and isinstance(data, list):
            path, data = f"{path}[{part}]", data[part]
        elif isinstance(data, dict) and part in data:
            path, data = joined(path, str(part)), data[part]
        elif part == loc[-1] and isinstance(data, dict):
            path = joined(path, str(part))
    return path, data
