"""A call on this machine is played to its end whatever becomes of the terminal that shows it."""

import os
import re
import signal
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
    (call,) = tmp_path.iterdir()
    assert re.fullmatch(rf"{TOLD}.* turns in [^\n]*\nkept in {call}\n", played.stderr)
    assert f"call={call.name} " in played.stderr
    assert (call / "figures.json").exists()
    assert "goodbye" in (call / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]


def test_who_talks_into_the_dark_is_answered_to_the_end_and_told_where_it_is_kept(tmp_path: Path, nobody: int) -> None:
    played = run("talk", "--calls", str(tmp_path), typed="I am Ada from Turin\nGoodbye.\n", out=nobody)
    assert played.returncode == 0
    (call,) = tmp_path.iterdir()
    assert re.fullmatch(rf"{TOLD}kept in {call}\n", played.stderr)
    assert "goodbye" in (call / "transcript.txt").read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize("verb", [["talk"], ["demo", "--text", "--callers", "callers", "--junit", "held.xml"]])
def test_a_call_that_is_stopped_with_ctrl_c_is_kept_and_named(verb: list[str], tmp_path: Path) -> None:
    (tmp_path / "callers").mkdir()
    lines = "".join(f"  - Number {number}, please.\n" for number in range(2000))
    (tmp_path / "callers" / "endless.yaml").write_text(f"lines:\n{lines}")
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "commands", *verb],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(ROOT / "src"), str(ROOT)]),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as playing:
        assert playing.stdout is not None
        while "Echo (intro)" not in playing.stdout.readline():
            pass
        playing.send_signal(signal.SIGINT)
        shown, complaints = playing.communicate(timeout=LONGEST_S)
    (call,) = (tmp_path / "calls").iterdir()
    assert (playing.returncode, complaints) == (130, "")
    assert "the call has ended: hung_up\n" in shown
    assert f"kept in calls/{call.name}\n" in shown
    assert {file.name for file in call.iterdir()} == {"journal.jsonl", "transcript.txt", "figures.json"}
    assert "hung_up" in (call / "transcript.txt").read_text(encoding="utf-8").splitlines()[-1]
    if "demo" in verb:
        assert 'message="stopped with Ctrl-C"' in (tmp_path / "held.xml").read_text(encoding="utf-8")
