"""What a test tells a double to get wrong, and with which request."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a connection ends too early."""

    RESET = "reset"
    """With a TCP reset: what a crashed server or a proxy does."""
    CLOSE = "close"
    """Closed in the middle of the body, which the length or the chunks give away."""
    END = "end"
    """Ended as if that were all. Only what is missing tells."""


@dataclass(frozen=True, slots=True)
class Refuses:
    """An error instead of an answer: 401, 429, 500 or 503, in the provider's words."""

    status: int
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """The request is taken and nothing ever comes back."""


@dataclass(frozen=True, slots=True)
class Stalls:
    """Nothing more after so many pieces: 0 is after the headers alone, 1 in a chat after the role alone."""

    after: int = 0
    for_s: float | None = None
    """Seconds, then it goes on; None is until the client leaves."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """The connection ends after so many pieces."""

    after: int
    how: How = How.RESET


@dataclass(frozen=True, slots=True)
class Garbles:
    """After so many pieces comes an event that is no JSON."""

    after: int


@dataclass(frozen=True, slots=True)
class Fails:
    """After so many pieces comes an error event, and that was all."""

    after: int


@dataclass(frozen=True, slots=True)
class Drips:
    """So many seconds pass before each piece. A piece of sound lasts `sound.PIECE_S`."""

    every_s: float


@dataclass(frozen=True, slots=True)
class Empty:
    """An answer in good order with nothing in it: no words, no sound."""


Fault = Refuses | Silent | Stalls | Cuts | Garbles | Fails | Drips | Empty


class Faults:
    """What goes wrong with which request of one endpoint. Requests count from 1."""

    def __init__(self) -> None:
        self._at: dict[int, Fault] = {}
        self._next: deque[Fault] = deque()
        self._always: Fault | None = None

    def at(self, number: int, fault: Fault) -> None:
        """With that request alone."""
        self._at[number] = fault

    def next(self, *faults: Fault) -> None:
        """With the next request, and so on, one each."""
        self._next.extend(faults)

    def always(self, fault: Fault) -> None:
        """With every request until `clear`, but for those with a fault of their own."""
        self._always = fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._at.clear()
        self._next.clear()
        self._always = None

    def take(self, number: int) -> Fault | None:
        """What goes wrong with this request."""
        if number in self._at:
            return self._at.pop(number)
        return self._next.popleft() if self._next else self._always
