"""Whoever listens to a call may fail: the call goes on, they are dropped, and the log says so once."""

import asyncio
import gc
import io
import os
from pathlib import Path

import pytest
from livekit import rtc

from commands.play.screen import Screen
from segue.call.call import Call
from segue.call.events import Entered, Event, Heard, Switched
from segue.call.state import State
from segue.models.failover.switch import Reason, Switch
from segue.records.folder import NotKept
from segue.records.journal import Journal, read
from segue.settings import Settings
from segue.transports.room import Shown
from segue.worker.keeping import keeping
from tests.unit.call.test_edges import STORYTELLER

ENTERED = Entered(at_s=1, stage="task")
HEARD = Heard(at_s=2, text="I have a secret.")
FULL = Path("/dev/full")


def call() -> Call:
    return Call(STORYTELLER, call_id="one", now=lambda: 1.5)


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """The errors logged by us, as whoever reads the log gets them."""
    ours = [record for record in caplog.records if record.name.startswith("segue.")]
    names = ("message", "listener", "error", "call")
    return [{name: vars(record)[name] for name in names if name in vars(record)} for record in ours]


def opened(path: Path) -> int:
    """The descriptor by which this process writes the file."""
    (found,) = [int(fd.name) for fd in Path("/proc/self/fd").iterdir() if fd.exists() and fd.samefile(path)]
    return found


class Broken:
    """Raises at the first event, and counts how often it was asked to listen."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.asked = 0

    def __call__(self, event: Event, state: State) -> None:
        self.asked += 1
        raise self.error


@pytest.mark.parametrize("error", [RuntimeError("no"), OSError(28, "full"), ValueError(HEARD.text)])
def test_a_listener_that_raises_is_dropped_and_told_of_once(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    ringing, broken, heard = call(), Broken(error), list[str]()
    ringing.subscribe(lambda event, _: heard.append("before"))
    ringing.subscribe(broken)
    ringing.subscribe(lambda event, _: heard.append("after"))
    ringing.record(ENTERED)
    ringing.record(HEARD)
    assert ringing.state.stage == "task"
    assert heard == ["before", "after"] * 2
    assert broken.asked == 1
    said = {"listener": "Broken", "error": type(error).__name__, "call": "one"}
    assert told(caplog) == [{"message": "a listener failed and was dropped", **said}]
    assert HEARD.text not in caplog.text


def test_each_of_several_is_told_of_by_its_name(caplog: pytest.LogCaptureFixture) -> None:
    ringing, broken = call(), Broken(RuntimeError())

    def gossip(event: Event, state: State) -> None:
        raise LookupError

    ringing.subscribe(gossip)
    ringing.subscribe(broken.__call__)
    ringing.record(ENTERED)
    names = [str(one["listener"]).rpartition("<locals>.")[2] for one in told(caplog)]
    assert names == ["gossip", "Broken.__call__"]


def test_one_that_records_something_itself_and_raises_at_that_too_is_told_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ringing = call()

    def echoes(event: Event, state: State) -> None:
        if event is ENTERED:
            ringing.record(HEARD)
        raise RuntimeError

    ringing.subscribe(echoes)
    ringing.record(ENTERED)
    assert len(told(caplog)) == 1
    assert ringing.state.stage == "task"


def test_whoever_is_cancelled_in_the_middle_of_it_is_cancelled() -> None:
    ringing = call()

    def cancelled(event: Event, state: State) -> None:
        raise asyncio.CancelledError

    ringing.subscribe(cancelled)
    with pytest.raises(asyncio.CancelledError):
        ringing.record(ENTERED)


def test_a_model_that_changes_places_is_on_record_whoever_listens() -> None:
    ringing, happened = call(), list[Event]()
    ringing.subscribe(Broken(RuntimeError()))
    ringing.subscribe(lambda event, _: happened.append(event))
    Switch("llm", ringing.switched).away_from("primary", ["primary", "backup"], Reason.FAILED)
    assert happened == [Switched(at_s=1.5, part="llm", to="backup", why="failed")]


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_a_disk_that_is_full_ends_the_journal_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "journal.jsonl"
    path.symlink_to(FULL)
    ringing = call()
    journal = Journal(path)
    journal.keep(ringing)
    ringing.record(ENTERED)
    ringing.record(HEARD)
    with pytest.raises(NotKept, match="No space left"), journal:
        pass
    assert ringing.state.stage == "task"
    assert [one["message"] for one in told(caplog)] == ["the journal of a call is not whole"]


def fill_up(path: Path) -> None:
    """Have the disk full for whoever has `path` open."""
    with FULL.open("w") as full:
        os.dup2(full.fileno(), opened(path))


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
@pytest.mark.damaging
async def test_a_worker_whose_disk_is_full_ends_its_call_as_any_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.read({"SEGUE_MODELS": "rehearsal", "SEGUE_RECORD": "on", "SEGUE_CALLS_DIR": str(tmp_path)})
    ringing = call()
    async with keeping(ringing, settings) as record:
        assert record is not None
        fill_up(record.folder.journal)
        ringing.record(ENTERED)
        ringing.record(HEARD)
    assert [one["message"] for one in told(caplog)] == ["the journal of a call is not whole"]


async def test_where_no_journal_can_be_kept_the_caller_is_answered_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "calls").touch()
    ringing = call()
    settings = Settings.read(
        {"SEGUE_MODELS": "rehearsal", "SEGUE_RECORD": "on", "SEGUE_CALLS_DIR": str(tmp_path / "calls")}
    )
    async with keeping(ringing, settings) as record:
        assert record is None
        ringing.record(ENTERED)
    assert [one["message"] for one in told(caplog)] == ["a call is not kept"]


async def test_a_journal_is_kept_where_there_is_room_for_one(tmp_path: Path) -> None:
    settings = Settings.read({"SEGUE_MODELS": "rehearsal", "SEGUE_RECORD": "on", "SEGUE_CALLS_DIR": str(tmp_path)})
    ringing = call()
    async with keeping(ringing, settings) as record:
        ringing.record(ENTERED)
    assert record is not None
    assert [*read(record.folder.journal)] == [ENTERED]


class Terminal(io.StringIO):
    """A terminal that takes a few words and no more."""

    def __init__(self, error: Exception, *, after: int) -> None:
        super().__init__()
        self.error, self.left, self.tries = error, after, 0

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.tries += 1
        if self.left == 0:
            raise self.error
        self.left -= 1
        return super().write(text)


@pytest.mark.parametrize(
    "error",
    [UnicodeEncodeError("ascii", "—", 0, 1, "no such letter"), BrokenPipeError(), ValueError("I/O on a closed file")],
    ids=lambda error: type(error).__name__,
)
def test_a_terminal_that_takes_no_more_is_left_alone(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    out = Terminal(error, after=1)
    screen, ringing, happened = Screen(STORYTELLER, out), call(), list[Event]()
    ringing.subscribe(screen.show)
    ringing.subscribe(lambda event, _: happened.append(event))
    ringing.record(ENTERED)
    screen.speak("intro", "Hello —")
    screen.breathe()
    ringing.record(HEARD)
    screen.tell("Goodbye.")
    assert happened == [ENTERED, HEARD]
    assert out.tries == 2
    assert told(caplog) == [{"message": "the screen shows no more of the call", "error": type(error).__name__}]


class Participant:
    """The agent's own, of a server that does not want to know what it is shown."""

    def __init__(self) -> None:
        self.shown: list[dict[str, str]] = []

    async def set_attributes(self, attributes: dict[str, str]) -> None:
        self.shown.append(attributes)
        raise ConnectionError("gone")


class Room(rtc.Room):
    """One that is open, with that participant in it."""

    def __init__(self) -> None:
        super().__init__()
        self.participant = Participant()

    def isconnected(self) -> bool:
        return True

    @property
    def local_participant(self) -> Participant:  # type: ignore[override]  # as much of one as is used
        return self.participant


async def test_attributes_that_cannot_be_shown_are_told_of_once_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room()
    shown = Shown(room, "cloud")
    for path in (("intro",), ("intro", "task")):
        shown(Entered(at_s=0, stage=path[-1]), State(path=path))
        await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
    gc.collect()
    assert [given["segue.path"] for given in room.participant.shown] == ["intro", "intro task"]
    assert told(caplog) == [{"message": "attributes not shown", "error": "ConnectionError"}]
    assert "never retrieved" not in caplog.text
