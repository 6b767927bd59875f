"""`./segue demo --callers`: what is wrong is told before the first call, and what came of each after the last."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from commands import demo
from commands.play import one_call
from segue.caller.ringing import NoCaller
from segue.records.folder import Folder

HOLDS = "lines: [I'm Ada., hang_up: true]\nexpect: {outcome: hung_up, path: [intro]}\n"
FAILS = "lines: [I'm Ada., hang_up: true]\nexpect: {outcome: goodbye}\n"
Play = Callable[..., tuple[int, str, str]]


@pytest.fixture
def play(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Play:
    """Plays typed calls: what it exits with, and what it writes to its standard output and error."""

    def run(*argv: str) -> tuple[int, str, str]:
        status = demo.main(["--text", "--calls", str(tmp_path / "calls"), *argv])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "callers").mkdir()
    return tmp_path / "callers"


def test_every_caller_of_a_folder_calls_in_the_order_of_names_as_often_as_asked(folder: Path, play: Play) -> None:
    for name in ("b.yaml", "a.yaml", ".hidden.yaml", "notes.txt"):
        (folder / name).write_text(HOLDS)
    status, out, err = play("--callers", str(folder), "--repeat", "2", "--seed", "5")
    assert (status, err) == (0, "")
    assert re.findall(r"── (.*)", out) == [
        "a, seed 5 (1 of 4)", "a, seed 6 (2 of 4)", "b, seed 5 (3 of 4)", "b, seed 6 (4 of 4)",
    ]  # fmt: skip
    assert re.search(r"a +2 of 2  hung_up  intro  1 +–", out)
    assert "4 calls of 2 callers: 4 held, 0 failed; 4 turns; " in out
    assert len(list((folder.parent / "calls").iterdir())) == 4


def test_one_that_does_not_hold_is_a_one_with_its_folder_named(folder: Path, play: Play, tmp_path: Path) -> None:
    (folder / "a.yaml").write_text(FAILS)
    (folder / "b & <c>.yaml").write_text(HOLDS)
    status, out, err = play("--callers", str(folder), "--junit", str(tmp_path / "held.xml"))
    assert (status, err) == (1, "not as expected: the outcome is hung_up, not goodbye\n")
    (failed,) = re.findall(r"a +0 of 1 .* (\S+)\n", out)
    assert Path(failed).is_dir()
    cases = ElementTree.parse(tmp_path / "held.xml").getroot()[0]
    assert [(case.get("name"), case.find("failure") is not None) for case in cases] == [("a", True), ("b & <c>", False)]


def test_all_that_cannot_be_read_is_told_before_the_first_call(folder: Path, play: Play) -> None:
    (folder / "a.yaml").write_text(HOLDS)
    (folder / "b.yaml").write_text(FAILS.replace("goodbye", "godbye"))
    (folder / "c.yaml").write_text("lines: []\n")
    (folder / "d.yaml").mkdir()
    status, out, err = play("--callers", str(folder))
    assert (status, out) == (2, "")
    assert [line.removeprefix(f"{folder}/").partition("; ")[0] for line in err.splitlines()] == [
        "b.yaml:2: no call ends as `godbye`",
        "c.yaml:1: `lines` is an empty list",
        "d.yaml: can't be opened (Is a directory)",
    ]


@pytest.mark.parametrize("given", ["nowhere", "/dev/null", "empty"])
def test_a_folder_without_callers_is_one_line(given: str, play: Play, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, out, err = play("--callers", str(tmp_path / given))
    assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_a_call_that_could_not_be_played_is_told_and_the_next_one_is(
    folder: Path, play: Play, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def no_caller(*_: object) -> None:
        raise NoCaller("the caller was not ready")

    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text(HOLDS)
    monkeypatch.setattr(one_call, "typed", no_caller)
    status, out, err = play("--callers", str(folder), "--junit", str(tmp_path / "held.xml"))
    assert (status, err) == (2, "the caller was not ready\n" * 2)
    assert "2 calls of 2 callers: 0 held, 0 failed; 2 not played to the end" in out
    assert 'errors="2"' in (tmp_path / "held.xml").read_text(encoding="utf-8")
    assert not list((tmp_path / "calls").iterdir())


def test_lines_that_were_never_said_do_not_count_as_misheard(folder: Path, play: Play) -> None:
    (folder / "a.yaml").write_text("lines:\n  - Goodbye.\n  - Are you still there?\n")
    status, out, _ = play("--caller", str(folder / "a.yaml"))
    assert status == 0
    assert "of the words spoken, 0% were heard otherwise" in out


def test_where_calls_cannot_be_kept_is_one_line(play: Play) -> None:
    assert play("--calls", "/dev/null") == (
        2, "", "/dev/null: no folder for calls (File exists); name another with --calls DIR\n"
    )  # fmt: skip


def test_calls_that_are_older_than_they_are_to_be_kept_are_gone(
    folder: Path, play: Play, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (folder / "a.yaml").write_text(HOLDS)
    old = Folder.create(tmp_path / "calls", "old")
    old.journal.touch()
    os.utime(old.journal, (0, 0))
    for kept_days, kept in (("", 2), ("1", 2)):  # the old one, and those that were just played
        monkeypatch.setenv("SEGUE_KEEP_DAYS", kept_days)
        assert play("--caller", str(folder / "a.yaml"))[0] == 0
        assert len([*(tmp_path / "calls").iterdir()]) == kept
    assert not old.path.exists()
