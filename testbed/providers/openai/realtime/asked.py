"""What the LLM behind the realtime double is asked, and one that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segue.testing import Says
from testbed.providers.openai.realtime.conversation import Item
from testbed.script import Answer


@dataclass(frozen=True, slots=True)
class RealtimeRequest:
    """All that the server was told when a response was wanted, and nothing else."""

    items: Sequence[Item]
    instructions: str
    """The session's."""
    response_instructions: str | None
    """This response's own. At the provider they replace the session's."""
    tools: Sequence[Mapping[str, Any]]
    tool_choice: Any

    @property
    def body(self) -> Mapping[str, Any]:
        """The same as one value, for a `Script`."""
        own = {"instructions": self.response_instructions, "tools": list(self.tools), "tool_choice": self.tool_choice}
        return {"items": [item.wire | {"means": item.text} for item in self.items], "session": self.instructions, **own}

    @property
    def last_said(self) -> str:
        """What the caller said or typed last; empty if nothing yet."""
        return next((item.text for item in reversed(self.items) if item.role == "user"), "")


def echo(asked: RealtimeRequest) -> Answer:
    """Say what the caller said."""
    return Says(asked.last_said or "Hello.")
