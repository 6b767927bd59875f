"""The worker, started as ever, with tools and an agent that hang."""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable

from livekit.agents import JobContext, JobExecutorType, JobProcess, cli, function_tool, llm

from agents import CAST, team
from agents.intro import Intro
from segue.session.stage_context import StageContext
from segue.session.tool_kind import ToolKind
from segue.worker.context import open_or_exit
from segue.worker.job import answer
from segue.worker.server import Worker
from tools import TOOLS

LONG_S = 90.0
"""Longer than any of these tests."""


async def waits() -> None:
    """Ends where it is cancelled."""
    await asyncio.sleep(LONG_S)


async def ignores() -> None:
    """Does not."""
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(LONG_S)


async def threads() -> None:
    """Hangs in a thread."""
    await asyncio.to_thread(time.sleep, LONG_S)


async def blocks() -> None:
    """Blocks the thread that the whole call is played in."""
    time.sleep(LONG_S)  # noqa: ASYNC251  (that is what is tried here)


def kind(name: str, hang: Callable[[], Awaitable[None]]) -> ToolKind:
    """The tool that hangs so."""

    def build(context: StageContext) -> llm.Tool:
        async def tool() -> str:
            print(f"it {name}", flush=True)
            await hang()
            return "Nothing."

        return function_tool(tool, name=name, description="Hang.")

    return ToolKind(build, frozenset())


class Stuck(Intro):
    """Never says a word."""

    async def on_enter(self) -> None:
        """Hang."""
        print("it is stuck", flush=True)
        await ignores()


HANGS = {hang.__name__: hang for hang in (waits, ignores, threads, blocks)}
TOOLS.update({name: kind(name, hang) for name, hang in HANGS.items()})  # type: ignore[attr-defined]
CAST["stuck"] = Stuck
context = open_or_exit(team)


def prepare(process: JobProcess) -> None:
    """Have ready what its calls share."""
    context.prepare(process)


server = Worker(context, prepare)
if os.environ.get("SEGUE_TESTS_PROCESSES"):  # as with cloud models, which need keys
    server._job_executor_type = JobExecutorType.PROCESS


@server.entrypoint(on_request=lambda request: request.accept())
async def call(ctx: JobContext) -> None:
    """One caller's call."""
    await answer(ctx, context)


if __name__ == "__main__":
    cli.run_app(server)
