"""What of a tool's run goes on record: what it was given, and what it gave back."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from livekit.agents import Agent, RunContext, ToolResult
from livekit.agents.llm import FunctionTool, RawFunctionTool
from pydantic_core import to_jsonable_python

Guardable: TypeAlias = FunctionTool[Any, Any] | RawFunctionTool[Any, Any]
Args: TypeAlias = Sequence[Any]
Kwargs: TypeAlias = Mapping[str, Any]

LONGEST: Final = 10_000
"""Characters of a result that are kept."""


def given(tool: Guardable, args: Args, kwargs: Kwargs) -> dict[str, object]:
    """What the model has given the tool, by the names it knows."""
    bound = inspect.signature(tool).bind(*args, **kwargs).arguments
    own = bound.get("raw_arguments") if isinstance(tool, RawFunctionTool) else None
    return {name: value for name, value in (own or bound).items() if not isinstance(value, RunContext)}


def as_json(arguments: Mapping[str, object]) -> dict[str, object]:
    """The same as it is at this moment, in JSON's own types; what has no such form, by its name."""
    found: dict[str, object] = to_jsonable_python(
        dict(arguments), inf_nan_mode="null", serialize_unknown=True, fallback=lambda other: type(other).__name__
    )
    return found


def as_text(result: object) -> str:
    """What a tool gave back; empty where that is nothing, or an agent."""
    match result:
        case None | Agent():
            return ""
        case ToolResult(output):
            return as_text(output)
        case tuple():
            return " ".join(filter(None, map(as_text, result)))
    return str(result)[:LONGEST]
