"""The journal of one call, written while it lasts."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from segue.call.call import Call
from segue.call.decision import Decision
from segue.call.events import Event
from segue.call.state import State
from segue.records.folder import NotKept
from segue.records.journal import in_json
from segue.records.journal.header import header
from segue.records.journal.kinds import EVENT_NAMES
from segue.records.journal.sealed import Record, sealed
from segue.records.journal.writer import Writer

logger = logging.getLogger("segue.journal")

KEPT_WITHIN_S: Final = 0.2
"""How long a tool waits until it is on record that it was begun."""
CLOSED_WITHIN_S: Final = 4.0
"""How long the end of a call waits for the disk: one that needs two seconds may have begun, and has one to go."""


class Journal:
    """Keeps a call, and costs it nothing: what the disk does or doesn't is told to the operator, and to nobody else.

    Make it, have it `keep` a call before that begins, and close it behind the call; a `with` block does the latter.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file. Raises `NotKept` where that can't be."""
        self._call_id = ""
        self._number = 0
        self._lost = 0
        self._stands_still = False
        self._began = time.monotonic()
        self._writer = Writer(path, self._tell)

    @property
    def trouble(self) -> NotKept | None:
        """Why the journal is not whole, if it is not."""
        return self._writer.trouble

    def keep(self, call: Call, *, typed: bool = False) -> None:
        """Keep what comes of `call`, which is about to begin.

        One that is `typed` stands still while a tool waits for the disk: nobody's sound does, and so the same words
        come to the same events in the same order, however fast the disk is.
        """
        self._call_id = call.call_id
        self._stands_still = typed
        first = header(call)
        self._put(lambda number: first)
        call.keeper = self

    def __call__(self, event: Event, before: State, decision: Decision) -> None:
        """Put an event and what was decided in line; it is written elsewhere, and later."""
        mono_s, wall_s = time.monotonic() - self._began, time.time()
        self._put(lambda number: self._entry(number, mono_s, wall_s, event, before, decision))

    async def kept(self) -> bool:
        """Whether all that has happened so far is with the operating system, and outlives this process."""
        written = self._writer.written()
        try:
            if self._stands_still:
                return written.result(KEPT_WITHIN_S)
            async with asyncio.timeout(KEPT_WITHIN_S):
                return await asyncio.wrap_future(written)
        except TimeoutError:
            return False

    def close(self) -> None:
        """End the file. Waits for the disk, `CLOSED_WITHIN_S` at most. A second time does nothing."""
        lost = self._lost
        if self._call_id:  # else no call has begun
            self._put(lambda number: {"n": number, "kind": "closed", "call": self._call_id, "lost": lost})
        self._writer.close(CLOSED_WITHIN_S)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self.trouble and error is None:
            raise self.trouble

    def _put(self, record: Callable[[int], Record]) -> None:
        number, self._number = self._number, self._number + 1  # the number of a line that is lost is missing
        if not self._writer.put(lambda: sealed(record(number))):
            self._lost += 1

    def _entry(
        self, number: int, mono_s: float, wall_s: float, event: Event, before: State, decision: Decision
    ) -> Record:
        told: dict[str, Any] = in_json.plain(event)
        at_s, run = told.pop("at_s"), told.pop("run")
        record: Record = {
            "n": number,
            "kind": EVENT_NAMES[type(event)],
            "call": self._call_id,
            "at_s": at_s,
            "mono_s": round(mono_s, 6),
            "wall_s": round(wall_s, 3),
            "run": run,
            "fields": {name: value for name, value in told.items() if value is not None} or None,
            "state": in_json.changes(before, decision.state) or None,
            "commands": in_json.commands(decision.commands) or None,
            "permission": in_json.permission(decision.permission) or None,
        }
        return {name: value for name, value in record.items() if value is not None}

    def _tell(self, trouble: NotKept) -> None:
        logger.error("the journal of a call is not whole", extra={"call": self._call_id, "error": str(trouble)})
