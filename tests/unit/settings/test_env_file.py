"""`.env`: what can't be read of it is a line that names the file and its line, and shows no value."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.environment import file
from segue.environment.file import EnvFile
from segue.settings import Misconfigured, Settings


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(".env")


def told() -> list[str]:
    with pytest.raises(Misconfigured) as misconfigured:
        Settings.from_environment({"SEGUE_MODELS": "rehearsal"})
    return misconfigured.value.problems


def test_its_marks_and_line_ends_may_be_any_editors(env: Path) -> None:
    env.write_bytes(b"\xef\xbb\xbfA='x y'  # why\r\n\r\nexport B=2\r\n")
    read = EnvFile.read(env)
    assert read.values == {"A": "x y", "B": "2"}
    assert read.places == {"A": ".env:1", "B": ".env:3"}


def test_what_is_no_setting_is_told_by_its_line(env: Path) -> None:
    env.write_text("\n# ours\nSEGUE_MODELS rehearsal\nSEGUE_VAD\n'no end\n")
    assert told() == [f".env:{line}: no setting; write it as NAME=value" for line in (3, 4, 5)]


def test_a_name_of_ours_that_is_there_twice_or_misspelt_is_told_and_another_programs_is_not(
    env: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SEGUE_VAD", "SEGUE_MODLES", "OTHER"):
        monkeypatch.setenv(name, "")  # and taken back after the test
        monkeypatch.delenv(name)
    env.write_text("OTHER=1\nOTHER=2\nSEGUE_VAD=silero\n\nSEGUE_VAD=livekit\nSEGUE_MODLES=x\n")
    assert told() == [
        ".env:6: SEGUE_MODLES is no setting; did you mean SEGUE_MODELS?",
        ".env:5: SEGUE_VAD a second time; keep one of the two",
    ]


def test_what_can_not_be_read_is_one_line(env: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix = "make it a file of NAME=value lines, or take it away"
    for text, what in ((b"A=\xff", "is not UTF-8 text"), (b"A=\0", "is no text"), (b"A=" * 200_000, "is longer than")):
        env.write_bytes(text)
        (line,) = told()
        assert line.startswith(f".env {what}")
        assert line.endswith(fix)
    env.unlink()
    env.symlink_to("nowhere")
    assert told() == [f".env leads to no file; {fix}"]
    env.unlink()
    env.symlink_to(env)
    assert told() == [f".env can't be opened (Too many levels of symbolic links); {fix}"]
    env.unlink()
    env.mkdir()
    assert told() == [f".env is a folder; {fix}"]
    env.rmdir()
    os.mkfifo(env)
    monkeypatch.setattr(file, "PIPED_WITHIN_S", 0.0)
    assert told() == [f".env is a pipe into which nobody writes for 0 s; {fix}"]


def test_a_pipe_is_read_to_its_end(env: Path) -> None:
    os.mkfifo(env)
    with ThreadPoolExecutor() as writer:
        written = writer.submit(env.write_bytes, b"A=1\n")
        assert EnvFile.read(env).values == {"A": "1"}
        assert written.result() == 4


@given(st.binary(max_size=60) | st.text("A=\"'#\n\r \\$S{}", max_size=60).map(str.encode))
def test_whatever_is_in_it_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.env"
    path.write_bytes(raw)
    with suppress(Misconfigured):
        EnvFile.read(path)
