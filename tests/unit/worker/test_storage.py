"""A worker that can't write its book, or can't be asked how it is, refuses before a call; one that keeps none warns."""

import errno
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from agents import team
from segue.settings import Misconfigured, Settings
from segue.worker.context import WorkerContext
from segue.worker.health import unavailable
from segue.worker.storage import unkept, unwritable


@dataclass
class Usage:
    """A disk."""

    free: int


def told(**env: str) -> list[str]:
    """Why the worker refuses."""
    return [*unwritable(Settings.read({"SEGUE_MODELS": "rehearsal", **env}), desks=True)]


def warned(calls: Path, record: str = "on") -> list[str]:
    """What it warns of."""
    env = {"SEGUE_MODELS": "rehearsal", "SEGUE_RECORD": record, "SEGUE_CALLS_DIR": str(calls)}
    return [*unkept(Settings.read(env))]


def test_a_store_that_can_be_made_is_fine(tmp_path: Path) -> None:
    assert not told(SEGUE_STORE=f"{tmp_path}/new.sqlite")
    assert [*tmp_path.rglob("*.sqlite")] == []


@pytest.mark.parametrize("store", ["file/book", "nowhere/book", "folder", "file", "loop"])
def test_a_store_that_can_be_no_book_is_one_line(tmp_path: Path, store: str) -> None:
    (tmp_path / "file").write_text("no book at all")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (line,) = told(SEGUE_STORE=f"{tmp_path}/{store}")
    assert line.startswith(f"SEGUE_STORE is '{tmp_path}/{store}': ")
    assert line.endswith("; set it to an SQLite file that may be written, or be made")


def test_a_folder_of_calls_that_cannot_be_is_warned_of_where_calls_are_kept_and_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not told(SEGUE_STORE=f"{tmp_path}/book", SEGUE_RECORD="on", SEGUE_CALLS_DIR=f"{tmp_path}/file/calls")
    assert not warned(tmp_path / "file" / "calls", record="off")
    (line,) = warned(tmp_path / "file" / "calls")
    assert line.startswith(f"SEGUE_CALLS_DIR is '{tmp_path}/file/calls': ")
    assert line.endswith("; set it to a folder that may be written")


def test_a_folder_of_calls_that_can_be_made_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    assert not warned(tmp_path / "a" / "calls")
    assert (tmp_path / "a" / "calls").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("free_mb", "lines"), [(49, 1), (50, 0)])
def test_a_disk_on_which_no_hour_of_a_call_has_room_is_warned_of_with_its_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, lines: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(free_mb * 1_000_000 + 999_999))
    found = warned(tmp_path)
    assert len(found) == lines
    assert all(f"'{tmp_path}': 49 MB are free, and an hour of one call takes 50 MB" in line for line in found)


def test_the_worker_refuses_for_it(tmp_path: Path) -> None:
    settings = Settings.read({"SEGUE_MODELS": "rehearsal", "SEGUE_STORE": str(tmp_path)})
    with pytest.raises(Misconfigured, match=r"^SEGUE_STORE is "):
        WorkerContext.open(settings, team)


def test_a_stage_that_no_profile_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    env = {"SEGUE_MODELS": "rehearsal,stroy=rehearsal", "SEGUE_STORE": f"{tmp_path}/book"}
    with pytest.raises(Misconfigured) as refused:
        WorkerContext.open(Settings.read(env), team)
    assert refused.value.problems == [
        "SEGUE_MODELS names `stroy`, which is a stage of no profile; did you mean `story`?"
    ]


def test_where_somebody_listens_or_nobody_can_is_told_with_its_settings() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        why, status = unavailable("127.0.0.1", taken.getsockname()[1])
    assert "another process listens there; set SEGUE_HEALTH_PORT to a free port, or to 0" in why
    assert status == 1
    why, status = unavailable("a..b", 0)
    assert "no such host; set SEGUE_HEALTH_HOST" in why
    assert status == 2
    assert unavailable("127.0.0.1", 0) == ("", 0)


def test_a_port_below_1024_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(listening: socket.socket, address: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    why, status = unavailable("127.0.0.1", 80)
    assert "not permitted to this user; set SEGUE_HEALTH_PORT to 1024 or more" in why
    assert status == 2
