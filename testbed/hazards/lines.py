"""What an agent's model answers: a function of what it is told, so that asking twice gives the same answer twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from segue.testing import Calls, Reply, Says

SAY: Final = "Say just this: "
"""What stands in the instructions for one reply, before what it shall be."""

Told: TypeAlias = Sequence[tuple[str, str]]
"""Role and words of everything the model was told, in order. A tool's answer has the role `tool`."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One agent's lines, be its model a pipeline's or a realtime model."""

    opening: str
    """Where the caller has said nothing since an agent spoke."""
    answers: Mapping[str, Reply] = field(default_factory=dict)
    """A word of the caller's to what is answered to it; the first that fits counts."""
    after_tool: Reply = field(default_factory=lambda: Says("That is done."))
    """To what a tool answered."""
    otherwise: str = "I heard you say:"
    """What stands before the caller's words, given back, where no answer fits."""
    waits_s: float | None = None
    """How long it takes to its first word or call; None for what is usual."""

    def answer(self, told: Told) -> Reply:
        """The answer to all this."""
        if line := next((text for role, text in told if role == "system" and SAY in text), None):
            return Says(line.partition(SAY)[2])
        if told and told[-1][0] == "tool":
            return self.after_tool
        if not (said := unanswered(told)):
            return Says(self.opening)
        fitting = (answer for word, answer in self.answers.items() if word in said.lower())
        return next(fitting, Says(f"{self.otherwise} {said}"))


def unanswered(told: Told) -> str:
    """What the caller said since an agent last spoke."""
    words = list[str]()
    for role, text in reversed(told):
        if role == "assistant":
            break
        if role == "user":
            words.insert(0, text)
    return " ".join(words)


def words_of(reply: Reply) -> str:
    """What is said aloud of a reply."""
    return " ".join(part.text for part in parts_of(reply) if isinstance(part, Says))


def calls_of(reply: Reply) -> list[str]:
    """The tools that a reply calls."""
    return [part.name for part in parts_of(reply) if isinstance(part, Calls)]


def parts_of(reply: Reply) -> tuple[object, ...]:
    """What a reply is made of."""
    return reply if isinstance(reply, tuple) else (reply,)
