"""`./segue talk`, over a pipe: what goes in is the caller, what comes out is the call."""

import asyncio
import io
import json
import os
import re
import shlex
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from commands import demo, talk
from segue.records.folder import Folder
from segue.testing import Says
from testbed.ports import nobodys_url
from testbed.providers.openai.chat.double import ChatDouble
from tests.unit.checks.checked import PROFILES

READ_BACK = "Echo (intro): Ada, from Turin. Did I get that right?\n"


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> "Piped":
    return Piped(monkeypatch, capsys, tmp_path / "calls")


class Piped:
    """Runs the verb with something on its standard input."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], calls: Path) -> None:
        self.calls = calls
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, typed: bytes, *argv: str) -> tuple[int, str, str]:
        """What it exits with, and what it writes to its standard output, less where the call is kept, and error."""
        status = self._run(typed, *argv)
        out, err = self._capsys.readouterr()
        return status, re.split(r"\n\d+ turns in [\d.]+ s, counted from words\nkept in ", out)[0], err

    def told(self, typed: bytes, *argv: str) -> str:
        """All that it writes to its standard output."""
        self._run(typed, *argv)
        return self._capsys.readouterr().out

    def _run(self, typed: bytes, *argv: str) -> int:
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        return talk.main([*argv, "--calls", str(self.calls)])


def test_what_is_typed_is_answered_and_the_end_of_the_input_hangs_up(piped: Piped) -> None:
    status, out, err = piped(b"I am Ada from Turin\n")
    assert (status, err) == (0, "")
    assert READ_BACK in out
    assert "learnt name: Ada" in out
    assert out.endswith("  the call has ended: hung_up\n")
    assert "\033" not in out


def test_a_last_line_needs_no_line_end(piped: Piped) -> None:
    assert READ_BACK in piped(b"I am Ada from Turin")[1]


def test_nothing_typed_is_a_caller_who_hangs_up_after_the_greeting(piped: Piped) -> None:
    status, out, _ = piped(b"")
    assert status == 0
    assert out.count("Echo (intro): ") == 1
    assert out.endswith("hung_up\n")


def test_an_empty_line_is_silence(piped: Piped) -> None:
    status, out, _ = piped(b"\n\n \n")
    assert status == 0
    assert out.count("the caller is silent") == 3
    assert out.count("Are you still there?") == 2
    assert out.endswith("  the call has ended: silence\n")


def test_who_says_goodbye_needs_type_nothing_more(piped: Piped) -> None:
    status, out, _ = piped(b"Goodbye.\nAre you still there?\n")
    assert status == 0
    assert out.endswith("Call again whenever you want a story.\n  the call has ended: goodbye\n")


def test_letters_nobody_can_read_end_no_call(piped: Piped) -> None:
    status, out, err = piped(b"\xff\xfe\nI am Ada from Turin\r\n")
    assert (status, err) == (0, "")
    assert READ_BACK in out


def test_another_profile_has_other_agents(piped: Piped) -> None:
    assert "Robin (greeting): " in piped(b"", "--profile", "clinic")[1]


def test_a_profile_that_is_not_there_is_one_line_and_a_two(piped: Piped) -> None:
    status, out, err = piped(b"", "--profile", "storytaler")
    assert (status, out) == (2, "")
    assert "storyteller" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("verb", [talk, demo])
def test_a_profile_without_lines_is_one_line_and_a_two(
    verb: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shutil.copytree(PROFILES / "storyteller", tmp_path / "storyteller")
    (tmp_path / "storyteller" / "rehearsal.yaml").unlink()
    monkeypatch.setenv("SEGUE_PROFILES_DIR", str(tmp_path))
    assert verb.main(["--calls", str(tmp_path / "calls")]) == 2
    assert capsys.readouterr() == (
        "",
        f"{tmp_path}/storyteller/rehearsal.yaml: no such file; `intro`, `task` and `story` are played by the rehearsal "
        "set, as without --models: add it (docs/profiles.md#rehearsal), or say --models cloud\n",
    )


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Where there is no .env, and a language model of one's own is named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEGUE_LOCAL_LLM", "small")
    return monkeypatch


async def test_a_model_that_calls_no_tools_is_told_of_before_the_call_and_does_not_go_on_for_ever(
    piped: Piped, at_home: pytest.MonkeyPatch
) -> None:
    async with ChatDouble(lambda _: Says("I am Echo."), models=("small",), key=None) as double:
        at_home.setenv("SEGUE_LOCAL_LLM_URL", double.base_url)
        status, out, err = await asyncio.to_thread(piped, b"", "--models", "local")
        [trial, greeting] = [received.request for received in double.completions.received]
    assert (status, len(err.splitlines())) == (0, 1)
    assert "small called no tool when it was told to" in err
    assert "SEGUE_LOCAL_TOOLS_BY=rules" in err
    assert "storyteller, with models: local\n" in out
    assert "Echo (intro): I am Echo.\n" in out
    assert trial
    assert greeting
    assert trial.body["max_tokens"] == greeting.body["max_tokens"] == 300


def test_a_model_that_nobody_serves_is_one_line_and_a_two(piped: Piped, at_home: pytest.MonkeyPatch) -> None:
    at_home.setenv("SEGUE_LOCAL_LLM_URL", nobodys_url())
    status, out, err = piped(b"", "--models", "local")
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "connection refused" in err
    assert "SEGUE_LOCAL_LLM_URL" in err


def test_what_is_piped_in_is_shown_as_what_the_caller_says(piped: Piped) -> None:
    _, out, _ = piped(b"I am Ada from Turin\n")
    assert "caller: I am Ada from Turin\n" in out
    assert "typed: the seconds are counted from words, not measured\n" in out


def test_a_call_is_kept_as_the_demo_keeps_its_own(piped: Piped) -> None:
    piped(b"I am Ada from Turin\n")
    (folder,) = piped.calls.iterdir()
    assert {file.name for file in folder.iterdir()} == {"journal.jsonl", "transcript.txt", "figures.json"}
    transcript = (folder / "transcript.txt").read_text(encoding="utf-8")
    assert transcript.startswith("    0.0    typed: the seconds are counted from words")
    assert transcript.endswith("the call has ended: hung_up\n")
    assert json.loads((folder / "figures.json").read_text(encoding="utf-8"))["typed"] is True


@pytest.mark.parametrize(
    "typed",
    [
        b"I am Ada from Turin\n\nYes, that's right.\nA funny story about a fox: number 42 # and all\n",
        "J'habite à Zürich: – “Ada”\n?!\n12:30\n".encode(),
        b"\n\n\n",
        b"Goodbye.\n",
        b"",
    ],
    ids=["told", "odd", "silent", "done", "nothing"],
)
def test_what_was_typed_is_a_callers_file_that_holds_at_once(typed: bytes, piped: Piped, tmp_path: Path) -> None:
    kept = tmp_path / "me again.yaml"
    assert piped(typed, "--keep", str(kept))[0] == 0
    assert demo.main(["--text", "--caller", str(kept), "--calls", str(piped.calls)]) == 0
    first, second = sorted(piped.calls.iterdir())
    assert (first / "transcript.txt").read_text(encoding="utf-8") == (second / "transcript.txt").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("flags", [[], ["--profile", "clinic"], ["--profile", "clinic", "--models", "rehearsal"]])
def test_the_command_that_plays_it_again_is_told_and_holds(flags: list[str], piped: Piped, tmp_path: Path) -> None:
    *_, again = piped.told(b"I am Ada Lund.\n", *flags, "--keep", str(tmp_path / "me again.yaml")).splitlines()
    segue, verb, *argv = shlex.split(again.removeprefix("to play it again: "))
    assert (segue, verb) == ("./segue", "demo")
    assert demo.main([*argv, "--calls", str(piped.calls)]) == 0


def test_a_file_that_is_there_already_is_not_written_over(piped: Piped, tmp_path: Path) -> None:
    kept = tmp_path / "mine.yaml"
    kept.write_text("mine")
    status, out, err = piped(b"I am Ada\n", "--keep", str(kept))
    assert (status, out) == (2, "")
    assert err == f"{kept}: there is such a file already, and it is not overwritten; name another file with --keep\n"
    assert kept.read_text() == "mine"


def test_a_line_that_no_callers_file_could_hold_is_not_said(piped: Piped) -> None:
    status, out, _ = piped(b"?!\n" + b"and then " * 100)
    assert status == 0
    assert out.count("  not said: ") == 2
    assert "caller: " not in out


def test_a_call_reaches_its_permitted_length_in_words(
    piped: Piped, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(PROFILES / "storyteller", tmp_path / "profiles" / "storyteller")
    file = tmp_path / "profiles" / "storyteller" / "profile.yaml"
    text, changed = re.subn(r"call_s: \d+", "call_s: 12", file.read_text(encoding="utf-8"))
    assert changed == 1
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SEGUE_PROFILES_DIR", str(tmp_path / "profiles"))
    status, out, _ = piped(b"I am Ada from Turin\n" + b"Wait a moment, please.\n" * 9)
    assert status == 0
    assert out.endswith("  the call has ended: time_up\n")


def test_calls_that_are_older_than_they_are_to_be_kept_are_gone(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Folder.create(piped.calls, "old")
    old.journal.touch()
    os.utime(old.journal, (0, 0))
    monkeypatch.setenv("SEGUE_KEEP_DAYS", "30")
    assert piped(b"")[0] == 0
    (new,) = piped.calls.iterdir()
    assert new != old.path


def test_days_that_are_none_are_one_line(piped: Piped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_KEEP_DAYS", "a week")
    status, out, err = piped(b"")
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("SEGUE_KEEP_DAYS is 'a week'; set it to a whole number")
