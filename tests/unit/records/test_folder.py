"""A call's folder is named by time, told nothing of the caller, and open to its owner alone."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segue.records.folder import Folder, NotKept, new_call_id, write

FULL = Path("/dev/full")
NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)


def test_a_calls_name_is_its_time_and_chance() -> None:
    assert re.fullmatch(r"20260504-120000-[0-9a-f]{6}", new_call_id(NOON))
    assert new_call_id(NOON) != new_call_id(NOON)
    assert new_call_id(NOON) < new_call_id(NOON.replace(second=1))


def test_nobody_but_its_owner_may_look_inside(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path / "some" / "calls", "one")
    assert folder.path == tmp_path / "some" / "calls" / "one"
    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_a_record_is_never_overwritten(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path, "one")
    folder.journal.write_text("kept")
    with pytest.raises(NotKept, match=r"one: can't be written \(File exists\)$"):
        Folder.create(tmp_path, "one")
    assert folder.journal.read_text() == "kept"


def test_everything_kept_of_a_call_lies_in_its_folder(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path, "one")
    kept = {folder.journal, folder.recording, folder.transcript, folder.figures}
    assert {path.parent for path in kept} == {folder.path}
    assert len(kept) == 4


def test_what_is_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "calls").touch()
    with pytest.raises(NotKept, match=r"/calls: can't be written \("):
        Folder.create(tmp_path / "calls", "one")


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_a_file_that_finds_no_room_is_told_of_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "figures.json").symlink_to(FULL)
    with pytest.raises(NotKept, match=r"/figures\.json: can't be written \(No space left on device\)$"):
        write(tmp_path / "figures.json", "{}")
