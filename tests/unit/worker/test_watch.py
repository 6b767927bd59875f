"""A call whose thread is blocked is told of by its tool, its room and its number; one that only waits is not."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator

import pytest
from livekit.agents import function_tool

from segue.call.call import Call
from segue.session.tool_runs import ToolRuns
from segue.worker.watch import Watch
from tests.conversation.scripted_call import storyteller

NEVER_S = 3600.0
"""Here it is looked by hand."""


class Looked(Watch):
    """A watch over one call, and what it has told."""

    def __init__(self) -> None:
        super().__init__(looks_every_s=NEVER_S, lost_after=3)
        self.lost: list[tuple[str, str]] = []
        self.on_lost = lambda call_id, room: self.lost.append((call_id, room))
        self.runs = ToolRuns(Call(storyteller(), call_id="call_7", now=lambda: 0.0))

    @contextlib.contextmanager
    def over_the_call(self) -> Iterator[None]:
        with self.over("call_7", "tales", self.runs):
            yield

    def look_often(self) -> None:
        """Look while the loop stands still."""
        for _ in range(10):
            self.look()


async def test_the_log_names_the_tool_the_room_and_the_call_once(caplog: pytest.LogCaptureFixture) -> None:
    watch = Looked()

    @function_tool
    async def look_up() -> None:
        """Look it up, and block the thread meanwhile."""
        watch.look_often()

    guarded = watch.runs.guarded(look_up, 10.0)
    assert callable(guarded)
    with watch.over_the_call():
        await guarded()
    assert watch.lost == [("call_7", "tales")]
    (record,) = [record for record in caplog.records if record.name == "segue.watch"]
    assert record.levelno == logging.CRITICAL
    assert (record.__dict__["tool"], record.__dict__["room"], record.__dict__["call"]) == ("look_up", "tales", "call_7")
    assert "`look_up` has blocked its call's thread" in record.getMessage()


async def test_what_is_no_tool_is_named_by_its_task() -> None:
    watch = Looked()

    async def block() -> None:
        watch.look_often()

    with watch.over_the_call():
        await asyncio.create_task(block(), name="on_enter")
    assert watch.lost


async def test_a_call_that_waits_is_not_lost_however_often_it_is_looked_at() -> None:
    watch = Looked()
    with watch.over_the_call():
        for _ in range(100):
            watch.look()
            await asyncio.sleep(0)
    assert not watch.lost


async def test_a_call_that_is_over_is_not_watched() -> None:
    watch = Looked()
    with watch.over_the_call():
        pass
    watch.look_often()
    assert not watch.lost


async def test_it_looks_by_itself() -> None:
    watch, told = Watch(looks_every_s=0.001, lost_after=3), threading.Event()
    watch.on_lost = lambda call_id, room: told.set()
    with watch.over("call_7", "tales", ToolRuns(Call(storyteller(), call_id="call_7", now=lambda: 0.0))):
        assert told.wait(30)  # which is what blocks the thread
