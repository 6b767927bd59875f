"""What one participant of a room is sent besides sound: transcriptions, attributes, all the rest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

FEED: Final = "segue.call"
"""The topic of what the caller's screen is told of the call."""


@dataclass(slots=True)
class Transcribed:
    """One stretch of the room's transcription."""

    who: str
    """The identity of the participant whose words they are."""
    stream: str = ""
    """The newest that tells of it: each says all of it anew."""
    text: str = ""
    final: bool = False
    first_at: float = 0.0
    """When its first words came, on this process's clock."""


@dataclass(slots=True)
class Seen:
    """Everything that one participant of a room is sent, besides sound."""

    transcript: dict[str, Transcribed] = field(default_factory=dict)
    """By segment."""
    attributes: list[Mapping[str, str]] = field(default_factory=list)
    """The agent's, as they were after each change."""
    entered_at: dict[str, float] = field(default_factory=dict)
    """When each stage was first shown to have the call, on this process's clock."""
    events: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    """Every other text and every byte, as it came."""
    ended_by: list[str] = field(default_factory=list)
    """Why the room was left, once for each time that was said."""

    def said(self, who: str) -> list[str]:
        """The final transcripts of `who`, in order."""
        return [line.text.strip() for line in self.transcript.values() if line.who == who]

    def agents_said(self) -> list[str]:
        """The final transcripts of the agents' side, one a speech."""
        return [line.text.strip() for line in self.transcript.values() if line.who.startswith("agent-")]

    def path(self) -> list[str]:
        """The stages that have had the call, as they were shown last."""
        return self.attributes[-1].get("segue.path", "").split()

    def feed(self) -> list[dict[str, Any]]:
        """The lines of the call's feed, in the order in which they came."""
        texts = (text.removeprefix(f"{FEED} {{}} ") for text in self.raw if text.startswith(f"{FEED} "))
        return [json.loads(line) for text in texts for line in text.splitlines()]

    def everything(self) -> str:
        """All of it as one text, to be searched."""
        words = [line.text for line in self.transcript.values()]
        return "\n".join([*words, *map(str, self.attributes), *self.events, *self.raw])
