"""Where each message stands among all that was said in a call: a journal knows words by that, and not by their ids."""

from collections.abc import Iterable

from segue.call.call import Call
from segue.call.events import Event, Heard, Said
from segue.call.state import State


class SaidOrder:
    """Counts what is said, from 1."""

    def __init__(self, call: Call) -> None:
        self._count = 0
        self._next = ""
        self._of: dict[str, int] = {}
        call.subscribe(self._on_event)

    def next(self, item: str) -> None:
        """The words that go on record now are those of the message with this id."""
        self._next = item

    def of(self, items: Iterable[str]) -> tuple[int, ...]:
        """The places of the messages with these ids, as far as they are on record."""
        return tuple(self._of[item] for item in items if item in self._of)

    def _on_event(self, event: Event, state: State) -> None:
        if isinstance(event, Heard | Said):
            self._count += 1
            self._of[self._next] = self._count
            self._next = ""
