"""Calls that are old enough go, and nothing else does."""

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from segue.records.folder import Folder, write
from segue.records.journal.sealed import sealed
from segue.records.sweeping import sweep

pytestmark = pytest.mark.damaging

NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
KEEP_DAYS = 30
OLD, YOUNG = NOON - timedelta(days=31), NOON - timedelta(days=29)


def call(calls: Path, name: str, began: datetime, *, closed: bool = True, written: datetime | None = None) -> Folder:
    """A call's record; its journal was last `written` to as it began, if nothing else is said."""
    folder = Folder.create(calls, name)
    for path in folder.files:
        write(path, "some of a call")
    lines = [{"kind": "journal", "call": name, "began": began.isoformat()}, {"kind": "heard"}]
    journal(folder, [*lines, {"kind": "closed"}] if closed else lines, written or began)
    return folder


def journal(folder: Folder, lines: list[dict[str, str]], written: datetime) -> None:
    folder.journal.write_bytes(b"".join(sealed({**line}) for line in lines))
    os.utime(folder.journal, (written.timestamp(), written.timestamp()))


def left(calls: Path) -> set[str]:
    return {path.name for path in calls.iterdir()}


def test_a_call_goes_with_all_that_was_kept_of_it_once_it_is_old_enough(tmp_path: Path) -> None:
    call(tmp_path, "old", OLD)
    call(tmp_path, "older", OLD - timedelta(days=400))
    call(tmp_path, "young", YOUNG)
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 2
    assert left(tmp_path) == {"young"}
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 0


def test_a_call_is_as_old_as_its_beginning_whenever_its_files_were_copied(tmp_path: Path) -> None:
    call(tmp_path, "restored from elsewhere", OLD, written=NOON)
    call(tmp_path, "with a clock that was wrong", YOUNG, written=OLD)
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 1
    assert left(tmp_path) == {"with a clock that was wrong"}


@pytest.mark.parametrize("first", ["", "{", "[]", '{"kind": "journal", "began": "yesterday"}', '{"event": "started"}'])
def test_where_a_journal_does_not_say_when_it_began_it_is_as_old_as_its_file(tmp_path: Path, first: str) -> None:
    for name, written in (("old", OLD), ("young", YOUNG)):
        folder = Folder.create(tmp_path, name)
        write(folder.journal, first)
        os.utime(folder.journal, (written.timestamp(), written.timestamp()))
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 1
    assert left(tmp_path) == {"young"}


def test_a_date_that_was_altered_does_not_count(tmp_path: Path) -> None:
    folder = call(tmp_path, "young", YOUNG)
    folder.journal.write_bytes(folder.journal.read_bytes().replace(b"2026", b"2006"))
    os.utime(folder.journal, (YOUNG.timestamp(), YOUNG.timestamp()))
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 0


def test_a_call_that_is_under_way_stays_however_long_it_lasts(tmp_path: Path) -> None:
    call(tmp_path, "going on", OLD, closed=False, written=NOON - timedelta(hours=1))
    call(tmp_path, "killed", OLD, closed=False)
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 1
    assert left(tmp_path) == {"going on"}


def test_a_folder_with_anything_else_in_it_stays_whole(tmp_path: Path) -> None:
    note, deep, linked, piped, lacking = (
        call(tmp_path, name, OLD) for name in ("note", "deep", "linked", "piped", "lacking")
    )
    (note.path / "note.txt").touch()
    (deep.path / "more").mkdir()
    linked.transcript.unlink()
    linked.transcript.symlink_to(note.transcript)
    piped.figures.unlink()
    os.mkfifo(piped.figures)
    lacking.journal.unlink()
    before = sorted(tmp_path.rglob("*"))
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_no_folder_stays_and_no_link_is_followed(tmp_path: Path) -> None:
    elsewhere, calls = tmp_path / "elsewhere", tmp_path / "calls"
    there = call(elsewhere, "there", OLD)
    calls.mkdir()
    (calls / "journal.jsonl").touch()
    (calls / "link").symlink_to(there.path)
    (calls / "nowhere").symlink_to("nothing")
    assert sweep(calls, KEEP_DAYS, NOON) == 0
    assert left(calls) == {"journal.jsonl", "link", "nowhere"}
    assert {path.name for path in there.path.iterdir()} == {path.name for path in there.files}


def test_the_folder_of_calls_itself_may_be_a_link_and_stays(tmp_path: Path) -> None:
    call(tmp_path / "large disk", "old", OLD)
    (tmp_path / "calls").symlink_to(tmp_path / "large disk")
    assert sweep(tmp_path / "calls", KEEP_DAYS, NOON) == 1
    assert left(tmp_path) == {"large disk", "calls"}


def test_what_cannot_be_removed_is_told_once_and_the_rest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("stuck", "stuck too", "free"):
        call(tmp_path, name, OLD)
    removes = Path.rmdir

    def rmdir(folder: Path) -> None:
        if folder.name.startswith("stuck"):
            raise PermissionError(1, "Operation not permitted", str(folder))
        removes(folder)

    monkeypatch.setattr(Path, "rmdir", rmdir)
    with caplog.at_level(logging.INFO):
        assert sweep(tmp_path, KEEP_DAYS, NOON) == 1
    assert left(tmp_path) == {"stuck", "stuck too"}
    (line,) = caplog.records
    assert line.getMessage() == "calls older than SEGUE_KEEP_DAYS could not be removed"
    assert (vars(line)["folder"], vars(line)["failures"]) == (str(tmp_path), 2)


def test_no_folder_is_no_call_and_a_file_in_its_place_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert sweep(tmp_path / "none", KEEP_DAYS, NOON) == 0
    assert not caplog.records
    (tmp_path / "file").touch()
    assert sweep(tmp_path / "file", KEEP_DAYS, NOON) == 0
    assert len(caplog.records) == 1


def test_a_sweep_that_was_broken_off_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call(tmp_path, "old", OLD)
    unlink, left_to_do = os.unlink, [3]

    def broken_off(name: str, *, dir_fd: int) -> None:
        if not left_to_do[0]:
            raise KeyboardInterrupt
        left_to_do[0] -= 1
        unlink(name, dir_fd=dir_fd)

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", broken_off)
        with pytest.raises(KeyboardInterrupt):
            sweep(tmp_path, KEEP_DAYS, NOON)
    assert sweep(tmp_path, KEEP_DAYS, NOON) == 1
    assert not left(tmp_path)
