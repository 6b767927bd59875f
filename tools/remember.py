"""Remember what the caller said about themselves or their wish."""

import json
from typing import Any

from livekit.agents import RunContext, ToolError, function_tool, llm

from segue.call.call import Call
from segue.call.events import Declined, Learnt
from segue.facts.accept import NotUnderstood, accept
from segue.profile.traits import Trait
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind

DESCRIPTION = """Remember facts the caller has just given or corrected. Pass each value alone, not the sentence it
came in, and a word that was spelled put together. Pass only what is new. If the caller would rather not give one, name
it in `declined`."""


@tool_kind(Trait.KEEPS_FACTS)
def remember(context: StageContext) -> llm.Tool:
    """The tool, with one parameter for each fact of the profile."""

    async def remember(raw_arguments: dict[str, object], ctx: RunContext[Call]) -> str:
        call, noted, puzzles = ctx.userdata, dict[str, str](), list[str]()
        for name, spec in call.profile.facts.items():
            given = raw_arguments.get(name)
            if not isinstance(given, str) or not given.strip():
                continue
            try:
                value = accept(spec, given)
            except NotUnderstood as puzzle:
                puzzles.append(str(puzzle))
                continue
            call.record(Learnt(at_s=call.now(), name=name, value=value, heard=given))
            noted[name] = value
        declined = _declined(raw_arguments, call)
        if not noted and not declined:
            raise ToolError(" ".join(puzzles) or "Nothing to remember was given; ask the caller again.")
        missing = call.state.missing(tuple(call.stage.facts))
        return json.dumps(
            {"noted": noted, "declined": declined, "missing": missing, "puzzles": puzzles}, ensure_ascii=False
        )

    return function_tool(remember, raw_schema=_schema(context.call))


def _declined(raw_arguments: dict[str, object], call: Call) -> list[str]:
    names = raw_arguments.get("declined")
    given = names if isinstance(names, list) else []
    declined = [name for name in call.profile.facts if name in given]
    for name in declined:
        call.record(Declined(at_s=call.now(), name=name))
    return declined


def _schema(call: Call) -> dict[str, Any]:
    facts = call.profile.facts
    properties: dict[str, Any] = {
        name: {"type": ["string", "null"], "description": f"What the caller answered when asked {spec.ask}."}
        for name, spec in facts.items()
    }
    for name, spec in facts.items():
        if spec.choices:
            properties[name]["description"] += f" One of: {', '.join(spec.choices)}."
    properties["declined"] = {
        "type": ["array", "null"],
        "items": {"type": "string", "enum": [*facts]},
        "description": "Facts the caller would rather not give.",
    }
    return {
        "name": "remember",
        "description": DESCRIPTION,
        "parameters": {"type": "object", "properties": properties, "required": [], "additionalProperties": False},
    }
