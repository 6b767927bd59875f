"""What a language model is told to answer, be it the scripted LLM or a double's."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from livekit.agents import APIError, llm


@dataclass(frozen=True, slots=True)
class Says:
    """The model says `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The model calls a tool, whether there is one of that name or not."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    """As text they are sent as they are, be they JSON or not."""

    @property
    def json(self) -> str:
        """The arguments as they are sent."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Waits:
    """Nothing comes until `until` is set or, without one, for `for_s` seconds; with neither, for ever."""

    until: asyncio.Event | None = None
    for_s: float | None = None


Part: TypeAlias = Says | Calls | Waits | Exception | llm.ChoiceDelta
"""Words come one by one; an exception is raised; a delta is sent as it is."""
Reply: TypeAlias = Part | tuple[Part, ...]
"""One turn of the model. Words come before calls, as providers send them."""


class ScriptOver(APIError):
    """More was asked for than the test foresaw. To a call it is a model that fails, so that it goes on and is told."""

    def __init__(self, what: str) -> None:
        super().__init__(what, retryable=False)


def words(text: str) -> list[str]:
    """`text` as a model streams it: word by word, each with the space before it."""
    return re.findall(r"\s*\S+|\s+$", text)
