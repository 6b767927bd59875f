"""No disk costs a call: what is full, slow or gone is told to the operator once, and what was kept can be replayed."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from segue.call.call import Call
from segue.call.events import Ended, Entered, Event, Heard, Outcome, Said, Started, ToolStarted
from segue.records.folder import NotKept
from segue.records.journal import Flaw, Journal, load, replay
from tests.unit.call.test_edges import STORYTELLER

FULL = Path("/dev/full")
CALL: list[Event] = [
    Started(at_s=0.0, profile="storyteller", models="rehearsal"),
    Entered(at_s=0.1, stage="intro"),
    Said(at_s=3.0, stage="intro", text="Hello."),
    Heard(at_s=4.0, text="I am Ada."),
    ToolStarted(at_s=4.5, run=1, tool="remember", arguments={"name": "Ada"}),
    Said(at_s=6.0, stage="intro", text="Goodbye."),
    Ended(at_s=9.0, outcome=Outcome.GOODBYE),
]
TOLD = "the journal of a call is not whole"


@contextmanager
def kept(path: Path) -> Iterator[tuple[Call, Journal]]:
    call, journal = Call(STORYTELLER, call_id="one", now=lambda: 0.0), Journal(path)
    journal.keep(call)
    yield call, journal
    journal.close()


def descriptor(path: Path) -> int:
    """By which this process writes the file."""
    (found,) = [int(fd.name) for fd in Path("/proc/self/fd").iterdir() if fd.exists() and fd.samefile(path)]
    return found


def fill_up(file: int) -> None:
    """From here what is written by this descriptor finds no room."""
    with FULL.open("w") as full:
        os.dup2(full.fileno(), file)


def operator(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("segue.")]


async def record(call: Call, happened: list[Event]) -> bool:
    for event in happened:
        call.record(event)
    return await call.kept()


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
@pytest.mark.parametrize("room_for", range(len(CALL)))
async def test_a_disk_that_is_full_from_any_event_on_keeps_what_came_before_it(
    room_for: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "full.jsonl"
    with kept(path) as (call, journal):
        assert await record(call, CALL[:room_for])
        fill_up(descriptor(path))
        assert not await record(call, CALL[room_for:])
    assert call.state.outcome is Outcome.GOODBYE
    assert isinstance(journal.trouble, NotKept)
    assert operator(caplog) == [TOLD]
    there = load(path)
    assert there.happened == CALL[:room_for]
    assert [wrong.flaw for wrong in there.wrong] == [Flaw.NOT_ENDED]
    assert (replay(there).events, replay(there).difference) == (room_for, None)


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
async def test_where_room_is_made_again_nothing_is_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "refilled.jsonl"
    with kept(path) as (call, _):
        assert await record(call, CALL[:2])
        at = descriptor(path)
        file = os.dup(at)
        fill_up(at)
        assert not await record(call, CALL[2:4])
        os.dup2(file, at)
        os.close(file)
        await record(call, CALL[4:])
    assert load(path).happened == CALL
    assert load(path).wrong == []
    assert operator(caplog) == [TOLD]


async def test_a_disk_that_hangs_holds_no_tool_and_no_end_and_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "hanging.jsonl"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with kept(path) as (call, _):
        fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
        for _ in range(40):
            call.record(CALL[2])
        assert not await record(call, CALL[4:5])
        call.record(CALL[-1])
    assert call.state.outcome is Outcome.GOODBYE
    assert operator(caplog) == [TOLD]
    os.close(reader)


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_what_is_removed_in_mid_call_is_told_of_once(
    what: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "call"
    folder.mkdir()
    path = folder / "gone.jsonl"
    with kept(path) as (call, journal):
        assert await record(call, CALL[:2])
        if what == "file":
            path.unlink()
        else:
            shutil.rmtree(folder)
        await record(call, CALL[2:])
    assert call.state.outcome is Outcome.GOODBYE
    assert "removed in mid-call" in str(journal.trouble)
    assert operator(caplog) == [TOLD]


def test_where_there_is_no_folder_it_is_said_before_the_call(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match="nowhere"):
        Journal(tmp_path / "nowhere" / "none.jsonl")


async def test_a_tool_that_is_about_to_begin_is_in_the_file_with_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with kept(path) as (call, _):
        assert await record(call, CALL[:5])
        assert load(path).happened[-1] == CALL[4]


def test_what_comes_after_the_end_and_a_second_end_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with kept(path) as (call, journal):
        call.record(CALL[0])
        journal.close()
        call.record(CALL[1])
    assert load(path).happened == CALL[:1]
    assert load(path).wrong == []
