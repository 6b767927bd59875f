"""What is kept of a room's call, and that what can't be kept harms no call."""

import json
import logging
import time
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
from segue.worker.keeping import complete, keeping
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
def folder(call: Call, tmp_path: Path) -> Folder:
    """The folder of a call that is over."""
    with keeping(call, settings(tmp_path / "calls")) as kept:
        call.record(Entered(at_s=0.1, stage="intro"))
        call.record(Ended(at_s=9.0, outcome=Outcome.GOODBYE))
    assert kept is not None
    return kept


def kept(folder: Folder) -> dict[str, int]:
    """Names and permissions."""
    return {path.name: path.stat().st_mode & 0o777 for path in folder.path.iterdir()}


def numbers(folder: Folder) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(folder.figures.read_text())
    return told


def test_where_nothing_is_recorded_nothing_is_kept(call: Call, tmp_path: Path) -> None:
    with keeping(call, settings(tmp_path / "calls", record=False)) as nothing:
        call.record(Entered(at_s=0.1, stage="intro"))
    assert nothing is None
    assert not (tmp_path / "calls").exists()


async def test_a_call_leaves_four_files_that_only_their_owner_may_read(
    call: Call, folder: Folder, tmp_path: Path
) -> None:
    sound = sounding.ogg(tmp_path / "audio.ogg", 8.0, [(3.0, 4.0)], [(0.5, 2.5), (4.7, 6.0)])
    sound.chmod(0o644)
    await complete(job(sound, time.time() - 9.5), SESSION, call, folder)
    assert kept(folder) == dict.fromkeys(["call.ogg", "figures.json", "journal.jsonl", "transcript.txt"], 0o600)
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert "the call has ended: goodbye" in folder.transcript.read_text()
    assert not sound.exists()


async def test_the_sound_is_put_on_the_calls_own_clock(call: Call, folder: Folder, tmp_path: Path) -> None:
    sound = sounding.ogg(tmp_path / "audio.ogg", 8.0, [(3.0, 4.0)], [(0.5, 2.5), (4.7, 6.0)])
    await complete(job(sound, time.time() - 9.5), SESSION, call, folder)
    told = numbers(folder)
    assert told["recording_began_s"] == pytest.approx(0.5, abs=0.1)
    assert told["greeting_at_s"] == pytest.approx(0.5 + told["recording_began_s"], abs=0.05)
    assert told["answer_median_s"] == pytest.approx(0.7, abs=0.05)


async def test_a_session_that_left_no_sound_has_the_rest(call: Call, folder: Folder) -> None:
    await complete(job(None), SESSION, call, folder)
    assert kept(folder).keys() == {"figures.json", "journal.jsonl", "transcript.txt"}
    assert numbers(folder)["outcome"] == "goodbye"


@pytest.mark.parametrize("what", ["no file", "no sound"])
async def test_what_cannot_be_kept_is_logged_once_and_raises_nothing(
    what: str, call: Call, folder: Folder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sound = tmp_path / "audio.ogg"
    if what == "no sound":
        sound.write_bytes(b"a torn page")
    with caplog.at_level(logging.WARNING):
        await complete(job(sound, time.time()), SESSION, call, folder)
    (line,) = caplog.records
    assert line.getMessage() == "not all of a call was kept"
    assert vars(line)["call"] == "AJ_one"
    assert {"journal.jsonl", "transcript.txt"} <= kept(folder).keys()
