"""A worker looks after the folder of calls, and neither its start nor its end waits for a disk."""

import asyncio
import logging
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from segue.records import sweeping
from segue.records.folder import Folder
from segue.settings import Settings
from segue.worker import upkeep as module
from segue.worker.upkeep import upkeep


def settings(calls: Path, keep_days: str = "", record: str = "on") -> Settings:
    env = {"SEGUE_RECORD": record, "SEGUE_CALLS_DIR": str(calls), "SEGUE_KEEP_DAYS": keep_days}
    return Settings.read({"SEGUE_MODELS": "rehearsal", **env})


@pytest.fixture
def hangs() -> Iterator[threading.Event]:
    """Set when the disk answers again."""
    answers = threading.Event()
    yield answers
    answers.set()


async def test_calls_that_cannot_be_kept_are_one_line_of_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "calls").touch()
    with caplog.at_level(logging.INFO):
        await upkeep(settings(tmp_path / "calls"))
    (line,) = caplog.records
    assert (line.levelname, line.getMessage()) == ("WARNING", "calls may not be kept")
    assert str(tmp_path / "calls") in vars(line)["why"]


async def test_where_none_are_to_be_kept_or_all_can_be_nothing_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with caplog.at_level(logging.INFO):
        await upkeep(settings(tmp_path / "file", record="off"))
        await upkeep(settings(tmp_path / "calls"))
    assert not caplog.records


async def test_a_disk_that_does_not_answer_is_warned_of_and_waited_for_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, hangs: threading.Event
) -> None:
    def unkept(asked: Settings) -> Iterator[str]:
        hangs.wait()
        yield "never heard"

    monkeypatch.setattr(module, "unkept", unkept)
    monkeypatch.setattr(module, "ANSWERS_WITHIN_S", 0.0)
    await upkeep(settings(tmp_path))
    assert ["has not answered" in vars(line)["why"] for line in caplog.records] == [True]


async def test_old_calls_go_though_none_are_kept_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Folder.create(tmp_path, "old")
    old.journal.touch()
    os.utime(old.journal, (0, 0))
    swept = asyncio.Event()
    loop = asyncio.get_running_loop()

    def sweep(calls: Path, keep_days: int, now: datetime) -> int:
        removed = sweeping.sweep(calls, keep_days, now)
        loop.call_soon_threadsafe(swept.set)
        return removed

    monkeypatch.setattr(module, "sweep", sweep)
    monkeypatch.setattr(module, "SWEEPS_EVERY_S", 0.0)
    keeping_up = asyncio.create_task(upkeep(settings(tmp_path, "7", record="off")))
    await swept.wait()
    assert not old.path.exists()
    swept.clear()
    await swept.wait()  # and again
    keeping_up.cancel()


def test_a_sweep_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs: threading.Event
) -> None:
    begun = threading.Event()

    def sweep(calls: Path, keep_days: int, now: datetime) -> int:
        begun.set()
        hangs.wait()
        return 0

    async def worker() -> None:
        keeping_up = asyncio.create_task(upkeep(settings(tmp_path, "7")))
        await asyncio.to_thread(begun.wait)
        keeping_up.cancel()

    monkeypatch.setattr(module, "sweep", sweep)
    asyncio.run(worker())
    assert not hangs.is_set()
