"""Whole calls on a disk that is full or stands still come to their goodbye, and the journal says what it lacks."""

import asyncio
import fcntl
import os
import threading
from pathlib import Path

import pytest
from livekit.agents import function_tool

from agents import team
from segue.call.call import Call
from segue.call.events import Event, Outcome, ToolStarted, ToolUnwritten
from segue.caller.script import load as load_caller
from segue.player.by_text import follow, typed, typed_call
from segue.player.staging import Nobody, Staging
from segue.records.folder import Folder, NotKept
from segue.records.journal import Flaw, Journal, load, replay, writer
from segue.session.tool_runs import ToolRuns
from segue.testing.scripted_set import ScriptedSet
from tests.conversation.scripted_call import PROFILES, storyteller
from tests.unit.call.test_edges import STORYTELLER
from tests.unit.call.test_listeners import FULL, opened
from tests.unit.records.test_journal import CALL

PIPE = 4096
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no such device here")


class Disk:
    """What is behind the descriptor of a journal; it changes under the feet of whoever writes."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, opened(path)

    def fill(self) -> None:
        with FULL.open("wb") as full:
            os.dup2(full.fileno(), self.file)

    def empty(self) -> None:
        with self.path.open("ab") as file:
            os.dup2(file.fileno(), self.file)

    def stop(self) -> int:
        """Take nothing more until somebody reads what this gives back."""
        read, write = os.pipe()
        fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, PIPE)
        os.write(write, b"." * PIPE)
        os.dup2(write, self.file)
        os.close(write)
        return read


class Watching(Nobody):
    """Does something to the disk once the call has come so far."""

    def __init__(self, folder: Folder, after: int) -> None:
        self.folder, self.left, self.events = folder, after, list[Event]()

    def show(self, event: Event, state: object) -> None:
        self.events.append(event)
        self.left -= 1
        if self.left == 0:
            Disk(self.folder.journal).fill()


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, object]]:
    ours = [record for record in caplog.records if record.name == "segue.journal"]
    return [(record.getMessage(), vars(record)["call"]) for record in ours]


def begun(path: Path) -> tuple[Call, Journal]:
    call, journal = Call(STORYTELLER, call_id="one", now=lambda: 0.0), Journal(path)
    journal.keep(call)
    return call, journal


def staging() -> Staging:
    profile = storyteller()
    return Staging(profile, team(), lambda models, _: ScriptedSet(profile, models, {}))


ONCE = [("the journal of a call is not whole", "one")]


@pytest.mark.damaging
@needs_full
async def test_what_was_too_much_to_wait_is_named_as_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 2)
    path = tmp_path / "journal.jsonl"
    call, journal = begun(path)
    assert await call.kept()
    disk = Disk(path)
    disk.fill()
    for event in CALL:
        call.ask(event)
        assert not await call.kept()
    disk.empty()
    while len(load(path).entries) < 2:  # noqa: ASYNC110  (it asks the disk again by itself, and a file tells nobody)
        await asyncio.sleep(0.01)
    journal.close()
    assert load(path).happened == CALL[:2]
    assert [wrong.flaw for wrong in load(path).wrong] == [Flaw.MISSING]
    assert replay(load(path)).difference is None
    assert told(caplog) == ONCE


async def test_a_tool_finds_in_the_file_that_it_was_begun(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    call, journal = begun(path)

    @function_tool
    async def look(where: str) -> str:
        """Look.

        Args:
            where: Where.
        """
        (started,) = [event for event in load(path).happened if isinstance(event, ToolStarted)]
        return f"{started.tool} {started.arguments}"

    guarded = ToolRuns(call).guarded(look, None)
    assert callable(guarded)
    assert await guarded(where="here") == "look {'where': 'here'}"
    journal.close()


@pytest.mark.damaging
@needs_full
@pytest.mark.parametrize("after", [1, 4, 9, 20])
async def test_a_whole_call_comes_to_its_goodbye_on_a_full_disk(
    after: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = Folder.create(tmp_path, "one")
    watching = Watching(folder, after)
    script = load_caller(PROFILES / "storyteller" / "caller.yaml")
    with pytest.raises(NotKept):
        await typed(staging(), folder, script, 0, watching)
    assert getattr(watching.events[-1], "outcome", None) is Outcome.GOODBYE
    assert told(caplog) == ONCE
    assert replay(load(folder.journal)).difference is None


async def test_tools_run_on_a_disk_that_stands_still_and_the_journal_says_so(tmp_path: Path) -> None:
    folder, kept = Folder.create(tmp_path, "one"), bytearray()
    journal = Journal(folder.journal)
    call, typing = typed_call(staging(), "one", Nobody(), journal)
    assert await call.kept()
    read = Disk(folder.journal).stop()
    await follow(load_caller(PROFILES / "storyteller" / "caller.yaml"), 0, typing)
    assert call.state.outcome is Outcome.GOODBYE

    def drain() -> None:
        while some := os.read(read, PIPE):
            kept.extend(some)

    reader = threading.Thread(target=drain)
    reader.start()
    journal.close()
    reader.join()
    os.close(read)
    with folder.journal.open("ab") as file:
        file.write(kept[PIPE:])
    happened = load(folder.journal).happened
    begun_at = [number for number, event in enumerate(happened) if isinstance(event, ToolStarted)]
    assert begun_at
    assert len([event for event in happened if isinstance(event, ToolUnwritten)]) == len(begun_at)
    assert replay(load(folder.journal)).difference is None
