"""What `./segue hazards` prints, and what it exits with."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from testbed.hazards.__main__ import main
from testbed.hazards.cells import Side, cells
from testbed.hazards.hazard import BOTH_PIPELINES
from testbed.hazards.many import WORTH_A_POOL, played
from testbed.hazards.rows import ROWS

PAIR = ["--from", "pipeline", "--to", "pipeline"]
ROOT = Path(__file__).parents[3]
PAGES = {False: "handoffs.md", True: "silence.md"}


def printed(argv: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(argv)
    return status, capsys.readouterr().out


def test_the_list_says_what_each_hazard_is(capsys: pytest.CaptureFixture[str]) -> None:
    status, listed = printed(["--list"], capsys)
    assert status == 0
    assert [line.split()[0] for line in listed.splitlines()] == [row.name for row in ROWS]


def test_a_hazard_that_there_is_not_is_refused() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["barge-out"])


def test_a_pair_that_a_hazard_does_not_have_is_refused() -> None:
    assert main(["dead-realtime", *PAIR]) == 2


def test_a_call_is_shown_line_by_line_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = printed(["tool-beside", "--side", "plain", *PAIR], capsys)
    assert status == 1
    assert "tool-beside, pipeline → pipeline, on plain: 2 speakers" in shown
    assert "1.86  caller says: Tell me a story" in shown
    assert "look_up runs" in shown


def test_scripts_are_told_the_verdict_and_all_that_was_observed(capsys: pytest.CaptureFixture[str]) -> None:
    _, shown = printed(["two-hand-offs", "--side", "plain", "--json", *PAIR], capsys)
    (told,) = json.loads(shown)
    assert (told["hazard"], told["side"], told["ok"]) == ("two-hand-offs", "plain", False)
    assert [one["agent"] for one in told["observed"]["entered"]] == ["host"]


def test_the_verb_gives_on_the_status_of_what_it_runs() -> None:
    verb = [sys.executable, "-P", "-m", "commands", "hazards"]
    listed, refused = (subprocess.run([*verb, word], capture_output=True) for word in ("--list", "barge-out"))
    assert (listed.returncode, refused.returncode) == (0, 2)
    assert b"barge-in" in listed.stdout


def test_the_document_names_every_hazard() -> None:
    documents = {alone: (ROOT / "docs" / page).read_text() for alone, page in PAGES.items()}
    assert [row.name for row in ROWS if f"`{row.name}`" not in documents[row.alone]] == []


def test_calls_played_in_several_processes_come_in_the_order_of_the_table() -> None:
    wanted = cells([], [BOTH_PIPELINES], [Side.PLAIN])[:WORTH_A_POOL]
    assert [one.cell for one in played(wanted, jobs=2)] == wanted
