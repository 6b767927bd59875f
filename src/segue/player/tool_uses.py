"""What a call's models had done: every tool they called, in order, read from the history of its session."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from livekit.agents import ChatContext


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One call of a tool, hand-offs included."""

    stage: str
    name: str
    arguments: Mapping[str, Any]
    """Empty also where the model sent something that is no JSON object."""
    result: str
    """What the model was told; empty where the tool told it nothing, as at a hand-off."""
    failed: bool
    """Whether the tool refused, raised or does not exist; `result` says why."""
    words_before: int
    """How many times somebody, caller or agent, had said something before it."""

    def __str__(self) -> str:
        given = ", ".join(f"{name}: {value}" for name, value in self.arguments.items())
        answer = f" {'refused' if self.failed else '→'} {self.result}" if self.result else ""
        return f"{self.name}({given}){answer}"


def tool_uses(history: ChatContext) -> tuple[ToolUse, ...]:
    """The tools called in the session whose history this is."""
    return tuple(_uses(history))


def _uses(history: ChatContext) -> Iterator[ToolUse]:
    answers = {item.call_id: item for item in history.items if item.type == "function_call_output"}
    stage, words = "", 0
    for item in history.items:
        if item.type == "agent_handoff":
            stage = item.new_agent_id
        elif item.type == "message" and item.role in ("user", "assistant") and item.text_content:
            words += 1
        elif item.type == "function_call":
            answer = answers.get(item.call_id)
            told, failed = (answer.output, answer.is_error) if answer else ("", True)
            yield ToolUse(stage, item.name, _object(item.arguments), told, failed, words)


def _object(sent: str) -> Mapping[str, Any]:
    try:
        arguments = json.loads(sent or "{}")
    except ValueError:
        return {}
    return arguments if isinstance(arguments, dict) else {}
