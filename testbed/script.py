"""What a double's language model is told to answer."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar

from segue.testing import Calls, Says, ScriptOver

R = TypeVar("R")


Step = Says | Calls
Answer = Step | tuple[Step, ...]
"""One turn of the model. Words come before calls, as providers send them."""


LLM: TypeAlias = Callable[[R], Answer]
"""Decides from the request alone."""


class Request(Protocol):
    """As the provider sees it."""

    @property
    def body(self) -> Mapping[str, Any]:
        """As it came, parsed."""


class Script:
    """An LLM that gives each answer once, in order. The same body is answered the same, however often it comes.

    So a retry, or a preemptive reply that is asked for twice, takes no line from the next one.
    """

    def __init__(self, *answers: Answer) -> None:
        self._left = deque(answers)
        self._given: dict[str, Answer] = {}

    def __call__(self, asked: Request) -> Answer:
        """Raises `ScriptOver`, which a double answers with a 500."""
        body = json.dumps(asked.body, sort_keys=True)
        if body not in self._given:
            if not self._left:
                raise ScriptOver("the test's script is over, and one more answer was asked for")
            self._given[body] = self._left.popleft()
        return self._given[body]

    @property
    def done(self) -> bool:
        """Whether every answer was given: a line nobody asked for is a mistake too."""
        return not self._left
