"""What an agent's model answers: a function of what it is told, so that asking twice gives the same answer twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from segue.testing import Calls, Reply, Says

Told: TypeAlias = Sequence[tuple[str, str]]
"""Role and words of everything the model was told, in order. A tool's answer has the role `tool`."""


@dataclass(frozen=True, slots=True)
class Mind:
    """One agent's model, pipeline or realtime."""

    opening: str
    """What it says when it is asked though the caller has said nothing since an agent spoke."""
    lines: Mapping[str, Reply] = field(default_factory=lambda: MappingProxyType({}))
    """A word of the caller's to what is answered to it; the first that fits counts."""
    after_tool: Reply = field(default_factory=lambda: Says("That is done."))
    """What it says to what a tool answered."""
    otherwise: str = "I heard you say:"
    """What stands before the caller's words, where none of the lines fits."""
    waits_s: float | None = None
    """How long it takes to its first word or call; None for what is usual."""

    def answer(self, told: Told) -> Reply:
        """The answer to all this."""
        said = unanswered(told)
        if told and told[-1][0] == "tool":
            return self.after_tool
        if not said:
            return Says(self.opening)
        return next((line for word, line in self.lines.items() if word in said.lower()), Says(self.repeated(said)))

    def repeated(self, said: str) -> str:
        """The caller's words given back."""
        return f"{self.otherwise} {said}"


def unanswered(told: Told) -> str:
    """What the caller said since an agent last spoke."""
    words = list[str]()
    for role, text in reversed(told):
        if role == "user":
            words.insert(0, text)
        elif role == "assistant":
            break
    return " ".join(words)


def words_of(reply: Reply) -> str:
    """What is said aloud of a reply."""
    parts = reply if isinstance(reply, tuple) else (reply,)
    return " ".join(part.text for part in parts if isinstance(part, Says))


def calls_of(reply: Reply) -> list[Calls]:
    """The tools that a reply calls."""
    return [part for part in (reply if isinstance(reply, tuple) else (reply,)) if isinstance(part, Calls)]
