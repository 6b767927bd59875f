"""A call on this machine is played to its end whatever becomes of the terminal that shows it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_S = 60.0
TOLD = r"ERROR segue\.screen: the screen shows no more of the call call=\S+ error=BrokenPipeError\n"


def run(*arguments: str, typed: str = "", out: int = subprocess.PIPE, **env: str) -> subprocess.CompletedProcess[str]:
    """One verb, in a process of its own."""
    imports = [os.environ.get("PYTHONPATH", ""), str(ROOT / "src"), str(ROOT)]
    return subprocess.run(
        [sys.executable, "-P", "-m", "commands", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, imports)), **env},
        input=typed,
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


@pytest.fixture
def nobody() -> Iterator[int]:
    """The end of a pipe to write into, which nobody reads."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


def test_letters_that_the_terminal_lacks_are_shown_as_question_marks(tmp_path: Path) -> None:
    played = run("demo", "--text", "--calls", str(tmp_path), PYTHONIOENCODING="ascii")
    assert (played.returncode, played.stderr) == (0, "")
    assert "hand-off intro ? task" in played.stdout
    assert "kept in" in played.stdout


def test_a_demo_that_nobody_reads_is_played_to_its_end(tmp_path: Path, nobody: int) -> None:
    played = run("demo", "--text", "--calls", str(tmp_path), out=nobody)
    assert played.returncode == 0
    assert re.fullmatch(TOLD, played.stderr)
    (call,) = tmp_path.iterdir()
    assert f"call={call.name} " in played.stderr
    assert (call / "figures.json").exists()
    assert "goodbye" in (call / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]


def test_who_talks_into_the_dark_is_answered_to_the_end(nobody: int) -> None:
    played = run("talk", typed="I am Ada from Turin\nGoodbye.\n", out=nobody)
    assert played.returncode == 0
    assert re.fullmatch(TOLD, played.stderr)
