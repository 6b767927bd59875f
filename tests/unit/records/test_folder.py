"""A call's folder is named by time, told nothing of the caller, and open to its owner alone."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segue.records.folder import Folder, new_call_id, write
from segue.records.recording import Recording

NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)


def test_a_calls_name_is_its_time_and_chance() -> None:
    assert re.fullmatch(r"20260504-120000-[0-9a-f]{6}", new_call_id(NOON))
    assert new_call_id(NOON) != new_call_id(NOON)
    assert new_call_id(NOON) < new_call_id(NOON.replace(second=1))


@pytest.fixture(params=["000", "022", "277"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(int(request.param, 8))
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("umask")
def test_nobody_but_its_owner_may_look_inside_whatever_the_umask(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path / "calls", "one")
    assert folder.path == tmp_path / "calls" / "one"
    write(folder.transcript, "a call")
    with Recording(folder.recording, 24_000):
        pass
    assert (mode(folder.path.parent), mode(folder.path)) == (0o700, 0o700)
    assert {mode(path) for path in folder.path.iterdir()} == {0o600}


def test_a_file_that_others_could_read_is_closed_to_them_once_it_is_written_anew(tmp_path: Path) -> None:
    there = tmp_path / "transcript.txt"
    there.touch()
    there.chmod(0o644)
    write(there, "a call")
    assert mode(there) == 0o600


def test_a_folder_of_calls_that_is_there_stays_as_open_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Folder.create(tmp_path, "one")
    assert mode(tmp_path) == 0o755


@pytest.mark.damaging
def test_a_record_is_never_overwritten(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path, "one")
    folder.journal.write_text("kept")
    with pytest.raises(FileExistsError):
        Folder.create(tmp_path, "one")
    assert folder.journal.read_text() == "kept"


def test_everything_kept_of_a_call_lies_in_its_folder(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path, "one")
    assert {path.parent for path in folder.files} == {folder.path}
    assert {folder.journal, folder.recording, folder.transcript, folder.figures} < folder.files
