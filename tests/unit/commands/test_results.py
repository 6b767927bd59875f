"""What came of many calls: a JUnit file that any parser reads, and one table."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.play.junit import junit, write_junit
from commands.play.kept import Unkeepable, folder_for, new_folder, writable
from commands.play.result import Result
from commands.play.table import table

NUMBERS = {"outcome": "goodbye", "path": ["intro", "task"], "turns": 7}
HELD = Result("ada", 0, 1.25, Path("calls/1"), NUMBERS, waits_s=(0.5, 0.7))
FAILED = replace(HELD, seed=1, folder=Path("calls/2"), failures=("the outcome is goodbye, not silence", "and more"))
UNPLAYED = Result("bert", 0, 0.5, trouble="the caller was not ready")


def test_a_junit_file_tells_failures_from_what_could_not_be_played() -> None:
    root = ElementTree.fromstring(junit("storyteller", [HELD, FAILED, UNPLAYED]))
    (suite,) = root
    assert suite.attrib == {"name": "storyteller", "tests": "3", "failures": "1", "errors": "1", "time": "3.000"}
    assert [case.attrib for case in suite] == [
        {"classname": "storyteller", "name": "ada (seed 0)", "time": "1.250"},
        {"classname": "storyteller", "name": "ada (seed 1)", "time": "1.250"},
        {"classname": "storyteller", "name": "bert", "time": "0.500"},
    ]
    held, failed, unplayed = suite
    assert [child.tag for child in held] == ["system-out"]
    failure = failed.find("failure")
    assert failure is not None
    assert failure.text == "the outcome is goodbye, not silence\nand more"
    assert failed.findtext("system-out") == "kept in calls/2"
    error = unplayed.find("error")
    assert error is not None
    assert error.get("message") == "the caller was not ready"


@given(st.text(), st.text())
def test_a_junit_file_is_sound_whatever_a_name_or_a_failure_is_made_of(name: str, failure: str) -> None:
    results = [replace(FAILED, caller=name, failures=(failure,)), replace(UNPLAYED, trouble=failure)]
    (suite,) = ElementTree.fromstring(junit(name, results))
    assert len(suite) == 2


def test_a_table_has_a_row_a_caller_and_the_figures_over_all() -> None:
    assert table([HELD, FAILED, UNPLAYED]).splitlines() == [
        "caller  held    outcome  path          turns  answer  p95     look in",
        "ada     1 of 2  goodbye  intro → task  7      0.60 s  0.70 s  calls/2",
        "bert    0 of 1  –        –             –      –       –       the caller was not ready",
        "",
        "3 calls of 2 callers: 1 held, 1 failed; 1 not played to the end; 14 turns; answers after 0.60 s (p95 0.70 s); "
        "3.0 s in all",
    ]


def test_where_nothing_can_be_kept_is_one_line_that_names_the_flag(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to("circle")
    for bad in (tmp_path / "file", tmp_path / "circle", Path("/dev/null"), tmp_path / "nul\0"):
        for keeps in (lambda bad: folder_for(bad, None), lambda bad: new_folder(bad, "call")):
            with pytest.raises(Unkeepable, match=r"name another with --calls DIR$") as caught:
                keeps(bad)
            assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_written_is_told_before_the_call(tmp_path: Path) -> None:
    there = tmp_path / "there.yaml"
    there.touch()
    writable(there, "--junit", anew=False)
    writable(tmp_path / "new.yaml", "--keep", anew=True)
    for bad in (there, tmp_path, tmp_path / "no" / "such.yaml", tmp_path / "nul\0"):
        with pytest.raises(Unkeepable, match=r"name another file with --keep$"):
            writable(bad, "--keep", anew=True)
    with pytest.raises(Unkeepable, match="no JUnit file"):
        write_junit(tmp_path, "storyteller", [HELD])
