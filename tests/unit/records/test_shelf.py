"""A call that is kept is found by what somebody would call it."""

import os
from pathlib import Path

import pytest

from segue.records.folder import Folder
from segue.records.shelf import NoSuchCall, calls, find

IDS = ("20261101-100000-aaaaaa", "20261101-110000-bbbbbb", "AJ_room")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for age, call_id in enumerate(reversed(IDS)):
        journal = Folder.create(tmp_path, call_id).journal
        journal.touch()
        os.utime(journal, (1000 - age, 1000 - age))
    (tmp_path / "notes").mkdir()
    (tmp_path / "list.txt").touch()
    return tmp_path


def test_the_newest_comes_first_and_what_is_no_call_not_at_all(shelf: Path) -> None:
    assert [folder.path.name for folder in calls(shelf)] == [*reversed(IDS)]


@pytest.mark.parametrize(
    ("meant", "found"), [(IDS[0], IDS[0]), ("20261101-11", IDS[1]), ("AJ", IDS[2]), ("last", IDS[2])]
)
def test_a_call_is_known_by_its_id_by_how_that_begins_and_as_the_last(meant: str, found: str, shelf: Path) -> None:
    assert find(shelf, meant) == Folder(shelf / found).journal


def test_a_path_is_its_folders_or_its_journals(shelf: Path) -> None:
    journal = Folder(shelf / IDS[0]).journal
    assert find(Path("nowhere"), str(shelf / IDS[0])) == find(Path("nowhere"), str(journal)) == journal


@pytest.mark.parametrize(
    ("meant", "told"), [("20261101", "several calls begin so"), ("x", "no such call"), ("./x", "there is no journal")]
)
def test_what_is_not_there_or_not_one_is_told_in_a_line(meant: str, told: str, shelf: Path) -> None:
    with pytest.raises(NoSuchCall, match=told) as nowhere:
        find(shelf, meant)
    assert "\n" not in str(nowhere.value)


def test_no_folder_and_an_empty_one_are_a_line_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoSuchCall, match="name another with --calls"):
        find(tmp_path / "nowhere", "last")
    with pytest.raises(NoSuchCall, match="makes one"):
        find(tmp_path, "last")
