"""What a job leaves behind when its call is over: threads and tasks that hang, let go so that its slot is free."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, ParamSpec, TypeVar

from segue.session import stubborn

logger = logging.getLogger("segue.leftovers")

P = ParamSpec("P")
T = TypeVar("T")

LOOKS_EVERY_S: Final = 0.5
"""How often it is looked whether the job is done; a task that hangs then is given as long to end."""
LOST_AFTER: Final = 6
"""Looks at which there still were some."""
JOB: Final = "proc_client_main"
"""The library's task that lasts as long as a job does; what is left is ended only without it."""


class Threads(ThreadPoolExecutor):
    """A thread for each call of `asyncio.to_thread`, and none that anybody waits for in the end.

    A loop as it closes waits for the threads of its own executor, and so does Python as it exits: one that hangs, in a
    request without a time-out, would keep a job's slot, and the worker from stopping.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin it at once."""
        future: Future[T] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  (it is told to who waits for it)
                future.set_exception(error)

        threading.Thread(target=work, name="to_thread", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for nothing."""


def let_go_of_threads() -> None:
    """Have the running loop, which is a job's, wait for no thread when it closes."""
    asyncio.get_running_loop().set_default_executor(Threads())


def end_what_is_left(lost: Callable[[], None]) -> None:
    """End what hangs of the running loop's tasks once the job is done: the library would wait for them for ever.

    `lost` is told of a job that has tasks which nothing can end.
    """
    if JOB in _names(asyncio.all_tasks()):  # else the loop is somebody's who has other things to do
        asyncio.get_running_loop().call_later(LOOKS_EVERY_S, _look, lost, 0)


def _look(lost: Callable[[], None], looks: int) -> None:
    loop = asyncio.get_running_loop()
    tasks = asyncio.all_tasks(loop)
    if JOB not in _names(tasks):
        looks += 1
        for task in tasks:
            stubborn.end(task)
        if looks == LOST_AFTER:
            logger.critical("tasks of a job can't be ended; its slot is lost", extra={"tasks": sorted(_names(tasks))})
            lost()
    loop.call_later(LOOKS_EVERY_S, _look, lost, looks)


def _names(tasks: set[asyncio.Task[Any]]) -> set[str]:
    return {task.get_name() for task in tasks}
