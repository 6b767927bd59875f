"""The runs of a call's tools: each has a number and a deadline, and none outlives the call."""

import asyncio
import functools
import logging
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from livekit.agents import StopResponse, ToolError, ToolResult, llm
from livekit.agents.llm import FunctionTool, RawFunctionTool

from segue import library
from segue.call import running
from segue.call.call import Call
from segue.call.events import (
    Ending,
    Event,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
    ToolUnwritten,
)
from segue.call.state import State
from segue.session import stubborn
from segue.session.tool_record import Args, Guardable, Kwargs, as_json, as_text, given

logger = logging.getLogger("segue.tools")

GRACE_S: Final = 0.2
"""How long a tool that was cancelled is waited for: it may have something to put away."""
GOODBYE_WAITS_S: Final = 1.0
"""For tools that were called beside it: one that settles something may be done by then."""

TOO_LONG: Final = "took too long"
CANCELLED: Final = "cancelled"
CALL_OVER: Final = "the call is over"

GIVEN_UP: Final = (
    "This took too long and was given up. Nobody knows whether it is done: do not say that it is, and promise no "
    "result. Tell the caller in a few words that it did not work out just now, and go on."
)
FAILED: Final = "This failed and is not done. Tell the caller so in a few words, and go on."
STILL_RUNNING: Final = "Still running; its result comes later."

OnLate: TypeAlias = Callable[[str, Mapping[str, object], object], None]
"""Told of the tool, its arguments and its result."""


@dataclass(eq=False, slots=True)
class ToolRun:
    """One run, from the model's call to the tool's own end, which may be much later than anybody waits for it."""

    number: int
    tool: str
    arguments: Mapping[str, object]
    endless: bool
    """Whether it takes as long as it takes, as a hand-off does, which waits for words to be heard."""
    work: asyncio.Task[Any] = field(init=False)
    answer: asyncio.Future[Any] = field(init=False)
    """What the library is told."""
    timer: asyncio.TimerHandle | None = None
    released: bool = False
    abandoned: bool = False


class ToolRuns:
    """The runs of one call. Its tools are written as ever, and run inside of `guarded` ones."""

    def __init__(self, call: Call) -> None:
        self.on_late: OnLate = lambda tool, arguments, result: None
        """Called with the result of a tool that was let go by `release` and has come to its end in time."""
        self._call = call
        self._count = 0
        self._closed = False
        self._running: set[ToolRun] = set()
        call.subscribe(self._on_event)

    @property
    def running(self) -> list[ToolRun]:
        """Those that have not come to their own end, abandoned ones included; the eldest first."""
        return sorted(self._running, key=lambda run: run.number)

    def guarded(self, tool: llm.Tool, within_s: float | None) -> llm.Tool:
        """`tool`, to the library and the model the same, but run here; without `within_s` it has no deadline.

        What is no function's tool, such as a provider's own, is given back as it is.
        """
        if not isinstance(tool, FunctionTool | RawFunctionTool):
            return tool

        @functools.wraps(tool, updated=())
        async def guarded(*args: Any, **kwargs: Any) -> Any:
            return await self._answer(tool, within_s, args, kwargs)

        if isinstance(tool, FunctionTool):
            return FunctionTool(guarded, tool.info)
        return RawFunctionTool(guarded, tool.info)

    def release(self) -> None:
        """Have nobody wait for what is running: the caller is handed on. It goes on, and has its deadline as before."""
        for run in self.running:
            if not run.endless and not run.answer.done():
                run.released = True
                run.answer.set_result(ToolResult(STILL_RUNNING, reply_required=False))

    async def close(self) -> None:
        """The call is over: cancel all that is running, end what does not end in a moment, and begin nothing more."""
        self._closed = True
        for run in self._running:
            self._abandon(run, CALL_OVER, StopResponse())
        if self._running:
            await asyncio.wait([run.work for run in self._running], timeout=GRACE_S)
        for run in self._running:
            stubborn.end(run.work)

    def _on_event(self, event: Event, state: State) -> None:
        if isinstance(event, Ending) and self._running:
            asyncio.get_running_loop().call_later(GOODBYE_WAITS_S, self.release)

    async def _answer(self, tool: Guardable, within_s: float | None, args: Args, kwargs: Kwargs) -> Any:
        if self._closed:
            raise StopResponse
        run = self._begin(tool, within_s, args, kwargs)
        try:
            return await run.answer
        except asyncio.CancelledError:
            self._abandon(run, CANCELLED, StopResponse())
            await asyncio.wait([run.work], timeout=GRACE_S)
            raise

    def _begin(self, tool: Guardable, within_s: float | None, args: Args, kwargs: Kwargs) -> ToolRun:
        loop = asyncio.get_running_loop()
        self._count += 1
        run = ToolRun(self._count, tool.info.name, given(tool, args, kwargs), within_s is None)
        context = copy_context()
        context.run(running.run.set, run.number)
        arguments = as_json(run.arguments)
        self._record(ToolStarted(at_s=self._call.now(), run=run.number, tool=run.tool, arguments=arguments))
        run.answer = loop.create_future()
        run.work = loop.create_task(self._run(run, tool, args, kwargs), name=f"tool {run.tool}", context=context)
        library.pass_on_activity(run.work)
        run.work.add_done_callback(lambda _: self._ended(run))
        if within_s is not None:
            run.timer = loop.call_later(within_s, self._abandon, run, TOO_LONG, ToolError(GIVEN_UP))
        self._running.add(run)
        return run

    async def _run(self, run: ToolRun, tool: Guardable, args: Args, kwargs: Kwargs) -> Any:
        """Do its work, once it is kept that it was begun: whatever it changes in the world, somebody can tell."""
        if not await self._call.kept():
            self._record(ToolUnwritten(at_s=self._call.now(), run=run.number, tool=run.tool))
        return await tool(*args, **kwargs)

    def _abandon(self, run: ToolRun, why: str, told: Exception) -> None:
        if run.work.done():
            return
        run.work.cancel()
        if run.abandoned:
            return
        run.abandoned = True
        self._record(ToolAbandoned(at_s=self._call.now(), run=run.number, tool=run.tool, why=why))
        if not run.answer.done():
            run.answer.set_exception(told)

    def _ended(self, run: ToolRun) -> None:
        """The tool has come to its own end, whoever still waits for it."""
        self._running.discard(run)
        if run.timer is not None:
            run.timer.cancel()
        error = asyncio.CancelledError() if run.work.cancelled() else run.work.exception()
        at_s, unwanted = self._call.now(), run.abandoned or run.answer.cancelled()
        if error is None or isinstance(error, ToolError | StopResponse):
            told = {"result": as_text(run.work.result())} if error is None else {"lacks": str(error)}
            self._record(ToolFinished(at_s=at_s, run=run.number, tool=run.tool, stale=unwanted, **told))
        elif not unwanted:
            self._record(ToolFailed(at_s=at_s, run=run.number, tool=run.tool, what=type(error).__name__))
        if unwanted:
            return
        if run.released:
            if error is None:
                self.on_late(run.tool, run.arguments, run.work.result())
            else:
                logger.error("a tool failed that nobody waited for", extra={"tool": run.tool}, exc_info=error)
        elif error is None:
            run.answer.set_result(run.work.result())
        else:
            run.answer.set_exception(ToolError(FAILED) if run.work.cancelled() else error)

    def _record(self, event: Event) -> None:
        if self._call.state.outcome is None:  # what comes after the end is nobody's affair
            self._call.record(event)
