"""`./segue calls`: the calls that were kept in a table, and one of them again as it was."""

import json
from pathlib import Path

import pytest

from commands.calls import main
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Ended,
    Entered,
    Event,
    HandOffRequested,
    Heard,
    Learnt,
    Outcome,
    Said,
    Started,
    Switched,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
)
from segue.records.folder import Folder
from segue.records.journal import load, replay
from tests.unit.records.test_journal import kept

CALL: list[Event] = [
    Started(at_s=0.0, profile="storyteller", models="cloud"),
    Entered(at_s=0.1, stage="intro"),
    AgentsBegan(at_s=0.5),
    Said(at_s=2.0, stage="intro", text="Hello.\x1b[2J"),
    AgentsEnded(at_s=2.0),
    CallerBegan(at_s=3.0),
    CallerEnded(at_s=4.0),
    Heard(at_s=4.3, text="I am Emma."),
    ToolStarted(at_s=4.5, run=1, tool="remember", arguments={"name": "Emma"}),
    Learnt(at_s=4.5, run=1, name="name", value="Emma", heard="Emma"),
    ToolFinished(at_s=4.6, run=1, tool="remember", result="Noted."),
    HandOffRequested(at_s=4.7, edge="begin_task"),
    Switched(at_s=5.0, part="llm", to="backup", why="failed"),
    AgentsBegan(at_s=7.5),
    Said(at_s=9.0, stage="intro", text="Emma?", answer_s=3.5),
    AgentsEnded(at_s=9.0),
    Heard(at_s=10.0, text="No, Anna."),
    Learnt(at_s=10.5, name="name", value="Anna", heard="Anna"),
    ToolStarted(at_s=11.0, run=2, tool="look_up"),
    ToolAbandoned(at_s=12.0, run=2, tool="look_up", why="took too long"),
    ToolStarted(at_s=12.0, run=3, tool="settle"),
    ToolFailed(at_s=12.0, run=3, tool="settle", what="KeyError"),
    Ended(at_s=20.0, outcome=Outcome.HUNG_UP),
]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    kept(Folder.create(tmp_path, "one").journal, CALL)
    return tmp_path


def told(calls: Path, capsys: pytest.CaptureFixture[str], *asked: str) -> tuple[int, str]:
    status = main([*asked, "--calls", str(calls)])
    return status, capsys.readouterr().out


def test_the_list_has_a_row_for_each_call(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = told(calls, capsys)
    heading, row = said.splitlines()
    assert status == 0
    assert heading.split() == ["call", "when", "profile", "outcome", "turns", "answer", "silence", "path"]
    assert [row.split()[at] for at in (0, 3, 4, 5, 6, 7)] == ["one", "storyteller", "hung_up", "2", "3.50", "s"]
    assert row.endswith("11.00 s  intro")


def test_scripts_get_the_same_list(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = json.loads(told(calls, capsys, "--json")[1])
    assert (row["call"], row["profile"], row["outcome"], row["path"]) == ("one", "storyteller", "hung_up", ["intro"])
    assert (row["turns"], row["answer_s"], row["wrong"]) == (2, 3.5, 0)


@pytest.mark.parametrize(
    "line",
    [
        "4.3  caller: I am Emma.",
        "remember(name: Emma)",
        "remember → Noted.",
        "corrected name: Emma → Anna",
        "refused: begin_task; the model was told: Not yet: ask the caller where you are from first.",
        "llm goes on with its backup: failed",
        "look_up was given up: took too long",
        "settle failed: KeyError",
        "the call has ended: hung_up",
        "facts     name: Anna",
        "silence   4.0 s: 3.5 s, waiting for the agents",
        "silence   9.0 s: 11.0 s, waiting for the caller",
    ],
)
def test_a_call_is_told_again_as_it_was(line: str, calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = told(calls, capsys, "last")
    assert status == 0
    assert line in said


def test_nothing_that_a_terminal_obeys_is_shown(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in told(calls, capsys, "one")[1]


def test_scripts_get_the_whole_call(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = json.loads(told(calls, capsys, "one", "--json")[1])
    assert whole["header"]["plan"]["opens"] == "intro"
    assert whole["facts"] == {"name": "Anna"}
    assert {"at_s": 4.3, "text": "caller: I am Emma.", "is_speech": True} in whole["account"]
    assert whole["figures"]["outcome"] == "hung_up"
    assert whole["journal"] == []


def test_a_redacted_copy_lies_beside_the_journal_and_replays(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = told(calls, capsys, "one", "--redact")
    copy = Folder(calls / "one").redacted
    assert (status, said.strip()) == (0, str(copy))
    assert "Emma" not in copy.read_text()
    assert replay(load(copy)).difference is None


@pytest.mark.damaging
def test_what_is_wrong_with_a_journal_is_told_with_its_line(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = Folder(calls / "one").journal
    journal.write_bytes(journal.read_bytes().replace(b"I am Emma", b"I am Emmi", 1))
    status, said = told(calls, capsys)
    assert (status, "(1 wrong in its journal)" in said) == (1, True)
    status, said = told(calls, capsys, "one")
    assert (status, "wrong     line 9: altered" in said) == (1, True)
    assert "corrected name: Emma → Anna" in said


@pytest.mark.damaging
def test_a_call_that_was_killed_is_told_as_far_as_it_went(calls: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = Folder(calls / "one").journal
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:10]))
    status, said = told(calls, capsys, "one")
    assert status == 1
    assert "outcome   not ended" in said
    assert "caller: I am Emma." in said


def test_no_calls_are_a_line_and_no_folder_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(tmp_path, capsys) == (0, f"{tmp_path}: no call is kept there\n")
    assert main(["--calls", str(tmp_path / "none")]) == 2
    assert "no folder of calls" in capsys.readouterr().err
