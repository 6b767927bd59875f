"""What is kept of a room's call, and that what can't be kept harms no call."""

import asyncio
import json
import logging
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from livekit.agents import AgentSession, JobContext

from agents import team
from segue.call.call import Call
from segue.call.events import Ended, Entered, Outcome
from segue.profile.load import load
from segue.records.folder import Folder
from segue.settings import Settings
from segue.worker import keeping as module
from segue.worker.keeping import CallRecord, complete, keeping
from tests.unit.records import sounding

PROFILES = Path(__file__).parents[3] / "profiles"
SESSION = cast(AgentSession[Call], None)
"""Only the library looks at it."""


def settings(calls: Path, *, record: bool = True) -> Settings:
    given = {"SEGUE_MODELS": "rehearsal", "SEGUE_RECORD": "on" if record else "off", "SEGUE_CALLS_DIR": str(calls)}
    return Settings.from_environment(given)


def job(sound: Path | None, began_at: float | None = None) -> JobContext:
    """A job whose session has left `sound`, which began at `began_at` by the clock on the wall."""
    report = SimpleNamespace(audio_recording_path=sound, audio_recording_started_at=began_at)
    return cast(JobContext, SimpleNamespace(make_session_report=lambda session: report))


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return Call(load(PROFILES / "clinic", team(tmp_path / "book").known()), call_id="AJ_one", now=lambda: 10.0)


@pytest.fixture
async def record(call: Call, tmp_path: Path) -> CallRecord:
    """The record of a call that is over."""
    async with keeping(call, settings(tmp_path / "calls")) as kept:
        call.record(Entered(at_s=0.1, stage="intro"))
        call.record(Ended(at_s=9.0, outcome=Outcome.GOODBYE))
    assert kept is not None
    return kept


@pytest.fixture
def folder(record: CallRecord) -> Folder:
    return record.folder


@pytest.fixture
def answers() -> Iterator[threading.Event]:
    """Set when a disk that hangs answers again."""
    again = threading.Event()
    yield again
    again.set()


def kept(folder: Folder) -> dict[str, int]:
    """Names and permissions."""
    return {path.name: path.stat().st_mode & 0o777 for path in folder.path.iterdir()}


def numbers(folder: Folder) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(folder.figures.read_text())
    return told


async def test_where_nothing_is_recorded_nothing_is_kept(call: Call, tmp_path: Path) -> None:
    async with keeping(call, settings(tmp_path / "calls", record=False)) as nothing:
        call.record(Entered(at_s=0.1, stage="intro"))
    assert nothing is None
    assert not (tmp_path / "calls").exists()


async def test_a_call_leaves_four_files_that_only_their_owner_may_read(
    call: Call, record: CallRecord, folder: Folder, tmp_path: Path
) -> None:
    sound = sounding.ogg(tmp_path / "audio.ogg", 8.0, [(3.0, 4.0)], [(0.5, 2.5), (4.7, 6.0)])
    sound.chmod(0o644)
    await complete(job(sound, time.time() - 9.5), SESSION, call, record)
    assert kept(folder) == dict.fromkeys(["call.ogg", "figures.json", "journal.jsonl", "transcript.txt"], 0o600)
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert "the call has ended: goodbye" in folder.transcript.read_text()
    assert not sound.exists()


async def test_the_sound_is_put_on_the_calls_own_clock(
    call: Call, record: CallRecord, folder: Folder, tmp_path: Path
) -> None:
    sound = sounding.ogg(tmp_path / "audio.ogg", 8.0, [(3.0, 4.0)], [(0.5, 2.5), (4.7, 6.0)])
    await complete(job(sound, time.time() - 9.5), SESSION, call, record)
    told = numbers(folder)
    assert told["recording_began_s"] == pytest.approx(0.5, abs=0.1)
    assert told["greeting_at_s"] == pytest.approx(0.5 + told["recording_began_s"], abs=0.05)
    assert told["answer_median_s"] == pytest.approx(0.7, abs=0.05)


async def test_a_session_that_left_no_sound_has_the_rest(call: Call, record: CallRecord, folder: Folder) -> None:
    await complete(job(None), SESSION, call, record)
    assert kept(folder).keys() == {"figures.json", "journal.jsonl", "transcript.txt"}
    assert numbers(folder)["outcome"] == "goodbye"


@pytest.mark.parametrize("what", ["no file", "no sound"])
async def test_what_cannot_be_kept_is_logged_once_and_raises_nothing(
    what: str, call: Call, record: CallRecord, folder: Folder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sound = tmp_path / "audio.ogg"
    if what == "no sound":
        sound.write_bytes(b"a torn page")
    with caplog.at_level(logging.WARNING):
        await complete(job(sound, time.time()), SESSION, call, record)
    (line,) = caplog.records
    assert line.getMessage() == "not all of a call was kept"
    assert vars(line)["call"] == "AJ_one"
    assert {"journal.jsonl", "transcript.txt", "figures.json"} <= kept(folder).keys()


async def test_what_follows_from_a_journal_that_was_told_of_is_not_told_again(
    call: Call, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with keeping(call, settings(tmp_path / "calls")) as record:
        assert record is not None
        await call.kept()
        shutil.rmtree(tmp_path / "calls")
        call.record(Entered(at_s=0.1, stage="intro"))
    await complete(job(None), SESSION, call, record)
    assert [line.getMessage() for line in caplog.records] == ["the journal of a call is not whole"]


async def test_a_folder_that_is_gone_after_the_last_word_is_told_once(
    call: Call, record: CallRecord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(tmp_path / "calls")
    await complete(job(None), SESSION, call, record)
    assert [line.getMessage() for line in caplog.records] == ["not all of a call was kept"]


async def test_a_disk_that_hangs_as_a_call_begins_keeps_nothing_of_it_and_nobody_waiting(
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answers: threading.Event,
) -> None:
    dropped, loop = asyncio.Event(), asyncio.get_running_loop()

    class Slow(CallRecord):
        def __init__(self, calls: Path, call_id: str) -> None:
            answers.wait()
            super().__init__(calls, call_id)

        def drop(self) -> None:
            super().drop()
            loop.call_soon_threadsafe(dropped.set)

    monkeypatch.setattr(module, "CallRecord", Slow)
    monkeypatch.setattr(module, "BEGUN_WITHIN_S", 0.0)
    async with keeping(call, settings(tmp_path / "calls")) as nothing:
        assert nothing is None
    (line,) = caplog.records
    assert (line.getMessage(), vars(line)["error"]) == ("a call is not kept", "the disk is too slow")
    answers.set()
    await dropped.wait()
    assert not [*(tmp_path / "calls").iterdir()]


async def test_a_disk_that_hangs_when_a_call_is_over_holds_no_slot(
    call: Call,
    record: CallRecord,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answers: threading.Event,
) -> None:
    def hangs(path: Path, text: str) -> None:
        answers.wait()

    monkeypatch.setattr(module, "write", hangs)
    monkeypatch.setattr(module, "WRITTEN_WITHIN_S", 0.0)
    await complete(job(None), SESSION, call, record)
    (line,) = caplog.records
    assert (line.getMessage(), vars(line)["error"]) == ("not all of a call was kept", "the disk is too slow")
