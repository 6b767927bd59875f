"""A call's folder is named by time, told nothing of the caller, and open to its owner alone."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segue.records.folder import Folder, new_call_id

NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)


def test_a_calls_name_is_its_time_and_chance() -> None:
    assert re.fullmatch(r"20260504-120000-[0-9a-f]{6}", new_call_id(NOON))
    assert new_call_id(NOON) != new_call_id(NOON)
    assert new_call_id(NOON) < new_call_id(NOON.replace(second=1))


def test_nobody_but_its_owner_may_look_inside(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path / "some" / "calls", "one")
    assert folder.path == tmp_path / "some" / "calls" / "one"
    assert folder.path.stat().st_mode & 0o777 == 0o700


@pytest.mark.damaging
def test_a_record_is_never_overwritten(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path, "one")
    folder.journal.write_text("kept")
    with pytest.raises(FileExistsError):
        Folder.create(tmp_path, "one")
    assert folder.journal.read_text() == "kept"


def test_everything_kept_of_a_call_lies_in_its_folder(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path, "one")
    kept = {folder.journal, folder.recording, folder.transcript, folder.figures}
    assert {path.parent for path in kept} == {folder.path}
    assert len(kept) == 4
