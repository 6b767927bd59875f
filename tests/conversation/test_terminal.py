"""Whatever becomes of the terminal, the pipes or the disk around it, a verb ends: in order, in few words, honestly."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.call.events import Ended, Outcome
from segue.records import journal
from segue.records.folder import Folder
from testbed.ports import nobodys_url
from tests.unit.checks.checked import PROFILES

ROOT = Path(__file__).parents[2]
LONGEST_S = 60.0
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no such device here")
COMMANDS = r"\e[2J\u202e"
"""As a string in YAML has them: a terminal would clear its screen, and write from right to left."""
VERB = [sys.executable, "-P", "-m", "commands"]


def surroundings(**env: str) -> dict[str, str]:
    """The environment of a process that imports what this one does."""
    imports = [os.environ.get("PYTHONPATH", ""), str(ROOT / "src"), str(ROOT)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, imports)), **env}


def run(*arguments: str, typed: str = "", out: int = subprocess.PIPE, **env: str) -> subprocess.CompletedProcess[str]:
    """One verb, in a process of its own."""
    return subprocess.run(
        [*VERB, *arguments],
        cwd=ROOT,
        env=surroundings(**env),
        input=typed,
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


def shell(redirected: str, *arguments: str, before: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One verb with its streams redirected as a shell does it."""
    return subprocess.run(
        ["sh", "-c", f'{before} exec "$@" {redirected}', "sh", *VERB, *arguments],
        cwd=cwd,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


def kept_whole(calls: Path) -> bool:
    """Whether the one call in there was kept, from its start to its goodbye."""
    (call,) = calls.iterdir()
    folder = Folder(call)
    *_, last = journal.read(folder.journal)
    return isinstance(last, Ended) and last.outcome is Outcome.GOODBYE and folder.figures.exists()


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


def test_a_demo_that_nobody_reads_is_played_to_its_end_in_silence(tmp_path: Path, nobody: int) -> None:
    played = run("demo", "--text", "--calls", str(tmp_path), out=nobody)
    assert (played.returncode, played.stderr) == (0, "")
    assert kept_whole(tmp_path)


@pytest.mark.parametrize("arguments", [["check", "--models", "rehearsal"], ["demo", "--help"]])
def test_a_reader_who_has_read_enough_changes_nothing(arguments: list[str], nobody: int) -> None:
    asked = run(*arguments, out=nobody)
    assert (asked.returncode, asked.stderr) == (0, "")


def test_who_talks_into_the_dark_is_answered_to_the_end(tmp_path: Path, nobody: int) -> None:
    played = run("talk", "--calls", str(tmp_path), typed="I am Ada from Turin\nGoodbye.\n", out=nobody)
    assert (played.returncode, played.stderr) == (0, "")
    assert kept_whole(tmp_path)


@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_a_demo_whose_streams_are_closed_is_kept_whole(closed: str, tmp_path: Path) -> None:
    played = shell(closed, "demo", "--text", "--calls", str(tmp_path))
    assert (played.returncode, played.stderr) == (0, "")
    assert kept_whole(tmp_path)


def test_nobody_to_listen_to_is_a_caller_who_hangs_up(tmp_path: Path) -> None:
    played = shell("<&-", "talk", "--calls", str(tmp_path))
    assert (played.returncode, played.stderr) == (0, "")
    assert "the call has ended: hung_up\n" in played.stdout


@needs_full
def test_a_disk_that_takes_nothing_of_what_is_shown_is_told_of_once_and_ends_no_call(tmp_path: Path) -> None:
    played = shell(">/dev/full", "demo", "--text", "--calls", str(tmp_path))
    assert played.returncode == 2
    assert played.stderr.count("\n") == 1
    assert "standard output takes no more (No space left on device)" in played.stderr
    assert kept_whole(tmp_path)


@pytest.mark.parametrize(
    ("limit", "calls", "named"),
    [("", "/dev/null", "/dev/null: "), ("ulimit -f 0;", "calls", "no folder for temporary files")],
    ids=["no folder", "no room"],
)
def test_where_nothing_can_be_kept_one_line_names_the_place_and_the_fix(
    limit: str, calls: str, named: str, tmp_path: Path
) -> None:
    played = shell("", "demo", "--text", "--calls", calls, before=limit, cwd=tmp_path)
    assert (played.returncode, played.stdout) == (2, "")
    assert played.stderr.count("\n") == 1
    assert named in played.stderr


def test_a_provider_that_is_gone_is_told_of_in_a_line_each_time_and_fails_the_call(tmp_path: Path) -> None:
    played = run(
        *("talk", "--models", "cloud", "--calls", str(tmp_path)),
        typed="\nI am Ada\n",
        OPENAI_API_KEY="none",
        DEEPGRAM_API_KEY="none",
        SEGUE_OPENAI_URL=nobodys_url(),
    )
    assert (played.returncode, played.stderr) == (1, "")
    assert played.stdout.count("  llm failed: no connection; ./segue check tells what is in its way\n") == 2
    assert "something on our side did not work" in played.stdout
    assert "Are you still there?" not in played.stdout
    assert "the call has ended: failed (llm)" in played.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["talk", "--calls", "calls"], 0), (["check", "--models", "rehearsal"], 2), (["demo", "--caller", "\033[2J"], 2)],
    ids=["what is said and shown", "a mistake in a profile", "a file's name"],
)
def test_no_words_of_a_profile_a_caller_or_a_file_command_the_terminal(
    arguments: list[str], status: int, tmp_path: Path
) -> None:
    shutil.copytree(PROFILES / "storyteller", tmp_path / "storyteller")
    file = tmp_path / "storyteller" / "profile.yaml"
    said = file.read_text().replace("persona: Echo", f'persona: "Ec{COMMANDS}ho"')
    assert said != file.read_text()
    file.write_text(said + (f'"key{COMMANDS}": 1\n' if arguments[0] == "check" else ""))
    told = subprocess.run(
        [*VERB, *arguments],
        cwd=tmp_path,
        env=surroundings(SEGUE_PROFILES_DIR=str(tmp_path)),
        input="I am \033[2JAda\u202e from Turin\n",
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert told.returncode == status, told.stderr
    assert (told.stdout + told.stderr).replace("\n", "").isprintable()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda how: how.name)
def test_who_waits_for_a_line_ends_when_asked_to_and_leaves_nothing_behind(how: signal.Signals, tmp_path: Path) -> None:
    calls, temporary = tmp_path / "calls", tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [*VERB, "talk", "--calls", str(calls)],
        cwd=ROOT,
        env=surroundings(TMPDIR=str(temporary)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as talking:
        assert talking.stdout is not None
        assert talking.stderr is not None
        for line in talking.stdout:
            if line.startswith("Echo (intro): "):
                break
        talking.send_signal(how)
        assert talking.wait(LONGEST_S) == 128 + how
        assert talking.stderr.read() == ""
    assert [*temporary.iterdir()] == []
    (call,) = calls.iterdir()
    *_, last = journal.read(Folder(call).journal)
    assert isinstance(last, Ended)
    assert last.outcome is Outcome.HUNG_UP


@pytest.mark.parametrize("verb", [["talk"], ["demo", "--text", "--callers", "callers", "--junit", "held.xml"]])
def test_a_call_that_is_stopped_with_ctrl_c_is_kept_and_named(verb: list[str], tmp_path: Path) -> None:
    (tmp_path / "callers").mkdir()
    lines = "".join(f"  - Number {number}, please.\n" for number in range(2000))
    (tmp_path / "callers" / "endless.yaml").write_text(f"lines:\n{lines}")
    with subprocess.Popen(
        [*VERB, *verb],
        cwd=tmp_path,
        env=surroundings(),
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
