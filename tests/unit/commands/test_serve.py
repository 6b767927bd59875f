"""Processes that live and end together, as `./segue room` runs them: real ones, of a shell."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commands.serve import child_process
from commands.serve.child_process import ChildProcess, ProcessFailed
from commands.serve.processes import Processes
from tests.testbed.killed import outlived_by_nobody

FOR_EVER = ["sh", "-c", "echo up; exec sleep 600"]


def sh(script: str) -> list[str]:
    return ["sh", "-c", script]


def gone(pid: int) -> None:
    """Wait for the end of a process that is nobody's child any more."""
    subprocess.run(["timeout", "20", "tail", f"--pid={pid}", "-f", "/dev/null"], check=True)


async def for_ever() -> None:
    await asyncio.Event().wait()


async def test_the_first_to_end_ends_the_others_and_is_named(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        other = await processes.start("other", FOR_EVER)
        await other.says("up")
        await processes.start("worker", sh("echo starting; echo 'segue: no such luck'; echo bye; exit 3"))
        with pytest.raises(ProcessFailed) as failed:
            await processes.last()
    told = f"the worker ended with status 3: no such luck (all that it said: {tmp_path / 'worker.log'})"
    assert str(failed.value) == told
    gone(other.pid)


async def test_what_is_being_got_ready_is_given_up_when_one_ends(tmp_path: Path) -> None:
    given_up = asyncio.Event()

    async def work() -> None:
        try:
            await for_ever()
        finally:
            given_up.set()

    async with Processes(tmp_path) as processes:
        await processes.start("livekit-server", sh("sleep 0.1; kill -9 $$"))
        with pytest.raises(ProcessFailed, match=r"the livekit-server ended by SIGKILL \("):
            await processes.while_all_last(work())
    assert given_up.is_set()


async def test_what_was_got_ready_while_all_lasted_is_handed_out(tmp_path: Path) -> None:
    async def work() -> int:
        return 7

    async with Processes(tmp_path) as processes:
        await processes.start("other", FOR_EVER)
        assert await processes.while_all_last(work()) == 7


async def test_what_goes_wrong_in_getting_ready_is_told(tmp_path: Path) -> None:
    async def work() -> None:
        raise OSError("no room")

    async with Processes(tmp_path) as processes:
        with pytest.raises(OSError, match="no room"):
            await processes.while_all_last(work())


async def test_one_that_does_its_work_and_is_done_ends_nobody(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        await processes.run("build", sh("echo built"))
        assert await processes.while_all_last(asyncio.sleep(0, "on")) == "on"
    assert (tmp_path / "build.log").read_text() == "built\n"


async def test_one_that_fails_at_its_work_is_told_with_its_error(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        with pytest.raises(ProcessFailed, match="the build of it ended with status 1: npm error no network"):
            await processes.run("build of it", sh("echo npm error no network; echo see the log; exit 1"))


async def test_what_it_has_started_itself_ends_with_it(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        parent = await processes.start("parent", sh("sleep 600 & echo child $! is up; wait"))
        await parent.says("is up")
        child = int(parent.log.read_text().split()[1])
    gone(child)


async def test_who_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = await ChildProcess.start("deaf", sh("trap '' TERM; echo up; sleep 600 & wait; wait"), tmp_path / "log")
    await deaf.says("up")
    await deaf.stop(within_s=0.05)
    assert await deaf.ending == -signal.SIGKILL


async def test_who_listens_is_given_the_time_to_end(tmp_path: Path) -> None:
    script = (
        "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit('written'));"
        "print('up', flush=True); signal.pause()"
    )
    tidy = await ChildProcess.start("tidy", [sys.executable, "-c", script], tmp_path / "log")
    await tidy.says("up")
    await tidy.stop(within_s=30)
    assert await tidy.ending == 1
    assert tidy.log.read_text() == "up\nwritten\n"


async def test_all_are_stopped_though_the_loop_was_told_to_cancel_everything(tmp_path: Path) -> None:
    """As it is where a signal comes to a process whose shell has put it in the background."""

    async def serve() -> None:
        async with Processes(tmp_path) as processes:
            process = await processes.start(
                "tidy", sh("trap 'echo written; exit 0' TERM; echo up; while :; do sleep 0.05; done")
            )
            await process.says("up")
            started.set()
            await processes.last()

    started = asyncio.Event()
    serving = asyncio.create_task(serve())
    await started.wait()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert (tmp_path / "tidy.log").read_text() == "up\nwritten\n"


async def test_a_program_that_there_is_not_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "dies_with_us", list)
    async with Processes(tmp_path) as processes:
        with pytest.raises(FileNotFoundError):
            await processes.run("build", ["no-such-program"])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends a child with its parent")
def test_they_end_with_one_that_was_killed(tmp_path: Path) -> None:
    outlived_by_nobody(
        "import asyncio\nfrom pathlib import Path\nfrom commands.serve.processes import Processes\n"
        "async def main():\n"
        f"    p = await Processes(Path({str(tmp_path)!r})).start('sleeper', ['sleep', '600'])\n"
        "    print(p.pid, flush=True); input()\n"
        "asyncio.run(main())\npass"
    )
