"""The end of a call: its session is closed within a bound, whatever an agent, a tool or a model does."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from livekit.agents import Agent, AgentSession, CloseEvent, CloseReason

from segue import library
from segue.call.call import Call
from segue.call.events import EntryFailed
from segue.session import stubborn
from segue.session.entry import Entry
from segue.session.tool_runs import ToolRuns

logger = logging.getLogger("segue.closing")

WELL_WITHIN_S: Final = 1.0
"""How long the library is given to close: a caller's last words are still being written down."""
THEN_WITHIN_S: Final = 0.5
"""And without what of the agents' own hangs."""
LAST_WITHIN_S: Final = 1.0
"""And in the end: on busy cores a recording takes its time to be written out."""

EXIT_WITHIN_S: Final = 1.0
"""How long an agent's `on_exit` may keep the next one waiting."""

Hook = Callable[[], Coroutine[Any, Any, None]]


class Closing:
    """Closes one session, once. It takes 0.1 s as a rule, and less than three seconds at most."""

    def __init__(self, call: Call, session: AgentSession[Call], tool_runs: ToolRuns) -> None:
        self._call = call
        self._session = session
        self._tool_runs = tool_runs
        self._closing: asyncio.Task[None] | None = None
        self._hooks: dict[asyncio.Task[Any], Coroutine[Any, Any, None]] = {}
        self._cancelled: set[asyncio.Task[Any]] = set()
        self._closed = asyncio.Event()
        session.on("close", lambda _: self._closed.set())

    def watched(self, agent: Agent, entry: Entry | None = None) -> Agent:
        """`agent`, whose `on_enter` and `on_exit` end with the call, though they may hang.

        Where it raises as it enters, the hand-off that leads to it fails at once.
        """
        on_enter, on_exit = self._watched(agent.on_enter, entry), self._watched(agent.on_exit, within_s=EXIT_WITHIN_S)
        setattr(agent, "on_enter", on_enter)  # noqa: B010  (a method, to a type checker)
        setattr(agent, "on_exit", on_exit)  # noqa: B010
        return agent

    def begin(self) -> asyncio.Task[None]:
        """Close the session: the caller is gone, or has heard the last word."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close(), name="closing")
        return self._closing

    def cancel_hooks(self) -> None:
        """Cancel every `on_enter` and `on_exit` that is at work: their agents are not to have the call any more."""
        for task in [*self._hooks]:
            self._cancelled.add(task)
            task.cancel()

    async def wait(self) -> None:
        """Until the session is closed, by whomever, and nothing of the call is left."""
        await self._closed.wait()
        await asyncio.wait([self.begin()])

    async def _close(self) -> None:
        if not self._closed.is_set():
            self._session.shutdown(drain=False)
            with contextlib.suppress(RuntimeError):  # nobody is on the call yet, or any more
                self._session.interrupt(force=True)
        self.cancel_hooks()
        await self._tool_runs.close()
        if not await self._closes():
            logger.error("the session hung as it was closed, and was given up", extra={"call": self._call.call_id})
        await self._let_go()
        if not self._closed.is_set():
            self._session.emit("close", CloseEvent(reason=CloseReason.USER_INITIATED))

    async def _closes(self) -> bool:
        """Whether the session closes, first by itself, and then without the hooks that hang."""
        if await self._closed_within(WELL_WITHIN_S):
            return True
        self.cancel_hooks()
        if await self._closed_within(THEN_WITHIN_S):
            return True
        for work in self._hooks.values():
            stubborn.close(work)
        self.cancel_hooks()
        return await self._closed_within(LAST_WITHIN_S)

    async def _let_go(self) -> None:
        """See the library to its end with the session: whoever closes it once more, as a job does, waits for that."""
        if (closing := library.closing(self._session)) is None:
            return
        await asyncio.wait([closing], timeout=THEN_WITHIN_S if self._closed.is_set() else 0.0)
        closing.cancel()

    async def _closed_within(self, seconds: float) -> bool:
        """Whether it is closed within so long. One that was never started says nothing when it is."""
        said = asyncio.ensure_future(self._closed.wait())
        closing = library.closing(self._session)
        await asyncio.wait({said, closing or said}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        said.cancel()
        return self._closed.is_set() or (closing is not None and closing.done())

    def _could_not_enter(self, entry: Entry, error: Exception) -> None:
        logger.error("an agent could not take the call", exc_info=error, extra={"call": self._call.call_id})
        failed = EntryFailed(at_s=self._call.now(), hand_off=entry.hand_off, what=type(error).__name__)
        asyncio.get_running_loop().call_soon(self._call.record, failed)  # what follows ends the hooks: not within one

    def _watched(self, hook: Hook, entry: Entry | None = None, within_s: float | None = None) -> Hook:
        @functools.wraps(hook)
        async def watched() -> None:
            task, work = asyncio.current_task(), hook()
            assert task is not None
            self._hooks[task] = work
            try:
                async with asyncio.timeout(within_s):
                    await work
            except (asyncio.CancelledError, Exception) as error:
                # Where it was ended from here it has to be no error to the library, or a session that is still about
                # to start would never close. (It is a RuntimeError where its coroutine was closed.)
                if task in self._cancelled:
                    task.uncancel()
                elif within_s is not None and isinstance(error, TimeoutError):
                    logger.error("an agent hung as it left, and was given up", extra={"call": self._call.call_id})
                elif entry is None or not isinstance(error, Exception):
                    if isinstance(error, Exception):
                        self._call.failed("agent", type(error).__name__, final=True)
                    raise
                else:
                    self._could_not_enter(entry, error)
            finally:
                del self._hooks[task]
                self._cancelled.discard(task)

        return watched


async def at_most(seconds: float, work: Awaitable[object]) -> bool:
    """Whether `work` was done within `seconds`; if not it is cancelled, and not waited for."""
    doing = asyncio.ensure_future(work)
    await asyncio.wait([doing], timeout=seconds)
    if doing.done():
        return True
    doing.cancel()
    return False
