"""What hangs when a job is over is let go: its threads, and its tasks once the job is done."""

import asyncio
import contextlib
import threading

import pytest

from segue.worker import leftovers
from segue.worker.leftovers import JOB, end_what_is_left, let_go_of_threads


def test_a_loop_closes_without_a_thread_that_hangs() -> None:
    begun, hang = threading.Event(), threading.Event()

    def hangs() -> None:
        begun.set()
        hang.wait()

    async def job() -> None:
        let_go_of_threads()
        waiting = asyncio.create_task(asyncio.to_thread(hangs))
        await asyncio.sleep(0)
        assert begun.wait(30)
        waiting.cancel()

    asyncio.run(job())
    assert not hang.is_set()
    hang.set()


async def test_what_a_thread_gives_back_or_raises_is_told() -> None:
    let_go_of_threads()
    assert await asyncio.to_thread(int, "7") == 7
    with pytest.raises(ValueError, match="invalid literal"):
        await asyncio.to_thread(int, "seven")


def test_a_task_that_takes_no_notice_is_ended_once_the_job_is_done_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leftovers, "LOOKS_EVERY_S", 0.01)
    ended: list[str] = []

    async def stubborn() -> None:
        try:
            while True:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()
        finally:
            ended.append("stubborn")

    async def job() -> None:
        tasks.append(asyncio.create_task(stubborn()))
        await asyncio.sleep(0)
        end_what_is_left(lambda: ended.append("lost"))
        await asyncio.sleep(0.05)
        assert not ended

    tasks: list[asyncio.Task[None]] = []
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.run_until_complete(loop.create_task(job(), name=JOB))
    # Only now, as the loop closes and waits for what is left.
    assert ended == ["stubborn"]


async def test_a_loop_that_is_no_jobs_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "LOOKS_EVERY_S", 0.001)
    waiting = asyncio.create_task(asyncio.sleep(0.05, "done"))
    end_what_is_left(lambda: None)
    assert await waiting == "done"


def test_a_task_that_nothing_can_end_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "LOOKS_EVERY_S", 0.001)
    let_go: list[str] = []

    async def endless() -> None:
        while not let_go:
            with contextlib.suppress(BaseException):
                await asyncio.Event().wait()

    async def job() -> None:
        tasks.append(asyncio.create_task(endless()))
        await asyncio.sleep(0)
        end_what_is_left(lambda: let_go.append("lost"))

    tasks: list[asyncio.Task[None]] = []
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.run_until_complete(loop.create_task(job(), name=JOB))
    assert let_go == ["lost"]
