"""An event loop in virtual time: when nothing is ready it goes on at the next timer, so that no second is waited for.

While it runs, `time.time` and its like follow it. Everything that runs is one thread's, so the same program takes the
same course each time. Work that is given to an executor is waited for, in real time, for a second.
"""

import asyncio
import functools
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, ParamSpec, TypeVar, TypeVarTuple

from testbed.clocks import following

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")

EPOCH_S = 1_000_000.0
"""What `time.time()` is at the loop's second 0: small, so that its fractions are exact enough."""
SETTLES_IN = 50
"""How many rounds the loop is given, at the end and without any time, to let go of what is over."""
THREADS_S = 1.0
"""Real time for which virtual time stands still while a thread works; then it goes on without it."""


class Stuck(Exception):
    """Nothing is ready and no timer is set: whatever is waited for never comes."""


class TooLong(Exception):
    """It has taken more virtual, or more real, time than it may."""


class LeftOver(Exception):
    """The coroutine is over and tasks of it are still there."""


def run(main: Coroutine[Any, Any, T], *, at_most_s: float = 600.0, real_s: float = 20.0, may_leave: bool = False) -> T:
    """Run `main` on a loop of its own, which starts at second 0, and give back what it returns.

    Raises what `main` raises, `Stuck`, `TooLong` after `at_most_s` of virtual or `real_s` of real time, and `LeftOver`
    unless it `may_leave` tasks behind. Those are cancelled.
    """
    loop = VirtualTimeLoop(at_most_s, real_s)
    asyncio.set_event_loop(loop)
    try:
        with following(lambda: EPOCH_S + loop.time()):
            try:
                result = loop.run_until_complete(main)
                loop.run_until_complete(_settle())
                left = _told(loop)
            finally:
                main.close()
                loop.limits = None
                _cancel_all(loop)
                loop.run_until_complete(loop.shutdown_asyncgens())
                if not loop.working:  # one that hangs would not let go of this one either
                    loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    if left and not may_leave:
        raise LeftOver(left)
    return result


def in_virtual_time(
    *, at_most_s: float = 600.0, real_s: float = 20.0, may_leave: bool = False
) -> Callable[[Callable[P, Coroutine[Any, Any, T]]], Callable[P, T]]:
    """Make a coroutine function one that is `run`: a decorator, for tests above all."""

    def decorated(main: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
        @functools.wraps(main)
        def ran(*args: P.args, **kwargs: P.kwargs) -> T:
            return run(main(*args, **kwargs), at_most_s=at_most_s, real_s=real_s, may_leave=may_leave)

        return ran

    return decorated


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """The loop itself; `run` is how to use it."""

    def __init__(self, at_most_s: float, real_s: float) -> None:
        self._now_s = 0.0
        self._waited_for = 0
        self._patient_until_s = 0.0
        self.working: set[object] = set()
        """The work that threads have not done yet."""
        super().__init__(_Jumps(self))
        self.limits: tuple[float, float] | None = (at_most_s, _real_s() + real_s)

    def time(self) -> float:
        """Seconds since it was made."""
        return self._now_s

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        """As ever; until it is done, or has taken `THREADS_S`, time stands still."""
        work = object()

        def counted(*args: *Ts) -> T:
            try:
                return func(*args)
            finally:
                self.working.discard(work)

        self.working.add(work)
        self._waited_for += 1
        self._patient_until_s = _real_s() + THREADS_S
        future = super().run_in_executor(executor, counted, *args)
        future.add_done_callback(self._back)
        return future

    def pass_time(self, timeout_s: float | None) -> float | None:
        """Go on by so many seconds, None for ever; give back how long to wait for files, in real seconds."""
        if self.limits is not None:
            at_most_s, until_s = self.limits
            if self._now_s > at_most_s:
                raise TooLong(f"it is not over after {at_most_s:g} s of virtual time\n{_told(self)}")
            if _real_s() > until_s:
                raise TooLong(f"it has taken too long, at {self._now_s:.2f} s of virtual time\n{_told(self)}")
        if timeout_s is not None and timeout_s <= 0:
            return 0
        if self._waited_for and (timeout_s is None or _real_s() < self._patient_until_s):
            return 0.01
        if timeout_s is None and self.limits is None:  # all is over, and the executor's threads are waited for
            return 0.01
        if timeout_s is None:
            raise Stuck(f"nothing is ready and no timer is set, at {self._now_s:.2f} s\n{_told(self)}")
        self._now_s += timeout_s
        return 0

    def _back(self, _: object) -> None:
        self._waited_for -= 1


class _Jumps(selectors.DefaultSelector):
    """A selector that lets the loop's clock pass where another would wait."""

    def __init__(self, loop: VirtualTimeLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(self._loop.pass_time(timeout))


def _real_s() -> float:
    return time.clock_gettime(time.CLOCK_MONOTONIC)


async def _settle() -> None:
    for _ in range(SETTLES_IN):
        await asyncio.sleep(0)


def _told(loop: asyncio.AbstractEventLoop) -> str:
    """The tasks that are not over, a line each: its name, its coroutine and where it waits."""
    return "\n".join(sorted(_line(task) for task in asyncio.all_tasks(loop)))


def _line(task: asyncio.Task[Any]) -> str:
    frames = task.get_stack(limit=1)
    where = f"{frames[-1].f_code.co_filename}:{frames[-1].f_lineno}" if frames else "nowhere"
    return f"{task.get_name()}: {getattr(task.get_coro(), '__qualname__', task.get_coro())} at {where}"


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for _ in range(3):  # one that is cancelled may start another
        if not (tasks := asyncio.all_tasks(loop)):
            return
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.wait(tasks, timeout=30.0))
        for task in tasks:
            if task.done() and not task.cancelled():
                task.exception()
