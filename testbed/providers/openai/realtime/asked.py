"""What a test decides of the realtime double: who thinks, who speaks, who hears, and what goes wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from testbed.providers.openai.realtime.conversation import Item
from testbed.script import Answer, Says


@dataclass(frozen=True, slots=True)
class Asked:
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


Mind = Callable[[Asked], Answer]
Mouth = Callable[[str, str], bytes]
"""Text and the voice's name to 24 kHz mono 16-bit PCM."""
Ears = Callable[[bytes, int], str]
"""Mono 16-bit PCM and its sample rate to text. Called in a thread."""


class Fault(StrEnum):
    """What becomes of one response."""

    IGNORED = "no event answers the request"
    SERVER_ERROR = "an error event that names no request answers it, and there is no response"
    FAILED = "response.done says failed, after response.created and nothing else"
    OUT_OF_QUOTA = "the same, with insufficient_quota"
    INCOMPLETE = "it stops half way for max_output_tokens"
    WITHOUT_AUDIO = "text content in an audio session"
    STALLED = "after the first chunk nothing more comes until it is cancelled"
    LOST = "the connection is gone after the first chunk, without a closing handshake"
    LOST_HALF_WAY = "the same, half way through"
    LOST_AFTER = "the connection is gone once the response is done"
    EXPIRED = "session_expired, and the connection is closed, instead of a response"


def echo(asked: Asked) -> Answer:
    """Say what the caller said."""
    return Says(asked.last_said or "Hello.")


def deaf(pcm: bytes, sample_rate: int) -> str:
    """Understands nothing."""
    return ""
