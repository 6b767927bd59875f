"""`./segue replay`: whether a call was reproduced, what is wrong with its journal, and where it first differs."""

import json
from pathlib import Path

import pytest

from commands.replay import main
from segue.records.folder import Folder
from segue.records.journal.sealed import Record, sealed, unsealed
from tests.unit.records.test_journal import CALL, kept

pytestmark = pytest.mark.damaging


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    folder = Folder.create(tmp_path, "one")
    kept(folder.journal, CALL)
    return folder.journal


def told(journal: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    status = main(["one", "--calls", str(journal.parents[1]), *more])
    return status, capsys.readouterr().out


def resealed(journal: Path, line: int, **changed: object) -> None:
    """Write the journal anew, with a line that somebody has changed and sealed again."""
    lines = journal.read_bytes().splitlines()
    record: Record = {**unsealed(lines[line - 1]), **changed}
    lines[line - 1] = sealed(record).rstrip(b"\n")
    journal.write_bytes(b"\n".join(lines) + b"\n")


def test_a_call_that_is_as_it_was_ends_with_0(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = told(journal, capsys)
    assert (status, said.count("\n")) == (0, 1)
    assert "5 events and 7 commands reproduced" in said


def test_one_altered_character_is_named_by_its_line(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal.write_bytes(journal.read_bytes().replace("Zoë – 李".encode(), "Zoé – 李".encode(), 1))
    status, said = told(journal, capsys)
    assert status == 1
    assert "line 4: altered" in said
    assert "2 events and" in said


def test_the_first_difference_is_shown_as_event_expected_and_got(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resealed(journal, 3, state={"phase": "listening", "stage": "intro", "path": ["intro"], "entered_at_s": 0.1})
    status, said = told(journal, capsys)
    assert status == 1
    assert "line 3: the first difference, at 0.100 s" in said
    event, expected, got = said.splitlines()[-3:]
    assert '"kind": "entered"' in event
    assert '"phase": "listening"' in expected
    assert '"phase": "greeting"' in got


def test_scripts_are_told_the_same(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resealed(journal, 2, commands=[])
    status, said = told(journal, capsys, "--json")
    report = json.loads(said)
    assert (status, report["reproduced"], report["events_reproduced"]) == (1, False, 0)
    assert report["difference"]["expected"] == {"commands": []}
    assert report["difference"]["got"]["commands"][0]["do"] == "arm"


def test_a_journal_of_other_rules_is_said_to_be_that(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    resealed(journal, 1, rules=0)
    assert told(journal, capsys)[0] == 0
    resealed(journal, 2, commands=[])
    assert "other rules" in told(journal, capsys)[1]


def test_a_call_that_was_cut_off_is_replayed_as_far_as_it_goes(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:4]))
    status, said = told(journal, capsys)
    assert status == 1
    assert "3 events and" in said
    assert "line 4: not ended" in said


def test_a_call_that_is_nowhere_ends_with_2(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["two", "--calls", str(journal.parents[1])]) == 2
    assert "no such call" in capsys.readouterr().err
