"""Watches the threads that calls are played in: one that is blocked can't be stopped, but it is told and counted."""

import asyncio
import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from segue.session.tool_runs import ToolRuns

logger = logging.getLogger("segue.watch")

LOOKS_EVERY_S: Final = 1.0
LOST_AFTER: Final = 15
"""Looks without a sign of life. The caller has heard nothing since the first; no tool of ours is given longer."""
TOLD_WITHIN_S: Final = 0.5
"""For a log to get from a call's process to the worker's."""

Lost = Callable[[str, str], None]
"""Told the call and the room of a thread that is blocked, in a thread of its own."""


@dataclass(eq=False, slots=True)
class Watched:
    """One call, and whether its loop has turned since the last look."""

    loop: asyncio.AbstractEventLoop
    call_id: str
    room: str
    tool_runs: ToolRuns
    turned: bool = True
    missed: int = 0

    def turn(self) -> None:
        """The loop turns."""
        self.turned = True

    @property
    def at_work(self) -> str:
        """What the thread is busy with: a tool by its name, else a task by its own."""
        task = asyncio.current_task(self.loop)
        tools = [run.tool for run in self.tool_runs.running if run.work is task]
        return tools[0] if tools else task.get_name() if task else "no task"


class Watch:
    """Watches the calls of a process from a thread of its own, by turns of its own: one may sleep with the machine."""

    def __init__(self, looks_every_s: float = LOOKS_EVERY_S, lost_after: int = LOST_AFTER) -> None:
        self.on_lost: Lost = end_process
        """A worker whose calls are threads takes the place of this."""
        self._looks_every_s = looks_every_s
        self._lost_after = lost_after
        self._watched: set[Watched] = set()
        self._changes = threading.Lock()
        self._looking = False

    @contextlib.contextmanager
    def over(self, call_id: str, room: str, tool_runs: ToolRuns) -> Iterator[None]:
        """Watch the running loop meanwhile, and say so once if it does not turn any more."""
        watched = Watched(asyncio.get_running_loop(), call_id, room, tool_runs)
        with self._changes:
            self._watched.add(watched)
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._keep_looking, name="watch", daemon=True).start()
        try:
            yield
        finally:
            with self._changes:
                self._watched.discard(watched)

    def look(self) -> None:
        """Look once whether each loop has turned since the last look."""
        with self._changes:
            watched = [*self._watched]
        for each in watched:
            self._look_at(each)

    def _keep_looking(self) -> None:
        while True:
            time.sleep(self._looks_every_s)
            self.look()

    def _look_at(self, watched: Watched) -> None:
        if watched.turned:
            watched.turned, watched.missed = False, 0
            with contextlib.suppress(RuntimeError):  # closed just now
                watched.loop.call_soon_threadsafe(watched.turn)
            return
        watched.missed += 1
        if watched.missed == self._lost_after:
            told = {"tool": watched.at_work, "room": watched.room, "call": watched.call_id}
            for_s = f"{watched.missed * self._looks_every_s:g}"
            logger.critical(
                "`%s` has blocked its call's thread for %s s; its slot is lost", told["tool"], for_s, extra=told
            )
            self.on_lost(watched.call_id, watched.room)


def end_process(call_id: str, room: str) -> None:
    """End a process that plays one call alone: the worker starts another, where the library would wait for a minute."""
    time.sleep(TOLD_WITHIN_S)
    os._exit(1)


@cache
def watch() -> Watch:
    """The process's own."""
    return Watch()
