"""`./segue room` as a user meets it: what it refuses, and how it ends when a part of it does."""

import json
import socket
from pathlib import Path

import pytest

from commands import room
from commands.room import main
from commands.serve import opening
from commands.serve.loopback import kept_server
from segue.page import client
from testbed.ports import HOST

ELSEWHERE = {"LIVEKIT_URL": f"ws://{HOST}:9", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "s" * 32}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with livekit-client in it, in a folder without an .env."""
    folder = tmp_path / "cache"
    folder.mkdir()
    client.kept(folder).write_text("// livekit-client")
    monkeypatch.setattr(room, "CACHE", folder)
    monkeypatch.chdir(tmp_path)
    for name in ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    return folder


def worker(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Have this Python run as the worker."""
    path = folder / "worker.py"
    path.write_text(script)
    monkeypatch.setattr(opening, "AGENT", path)


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["--profile", "storytellr"], "no profile 'storytellr'; did you mean `storyteller`?"),
        (["--models", "loud"], "SEGUE_MODELS"),
        (["--models", "cloud"], "OPENAI_API_KEY"),
    ],
)
def test_what_can_not_be_played_is_refused(
    argv: list[str], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert main(["--no-open", *argv]) == 2
    assert line in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv", [["--port", "x"], ["--port", "65536"], ["--allow-origin", "*"], ["--allow-origin", "https://a.example/b"]]
)
def test_a_flag_that_is_none_is_refused(argv: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(argv)


def test_what_this_machine_lacks_is_a_line_each(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    client.kept(cache).unlink()
    monkeypatch.setenv("PATH", str(cache))
    assert main(["--no-open"]) == 2
    server, npm = capsys.readouterr().err.splitlines()
    assert "install Go" in server
    assert "install Node.js" in npm


def test_a_server_without_keys_is_a_line_for_each_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIVEKIT_URL", ELSEWHERE["LIVEKIT_URL"])
    assert main(["--no-open"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"]


def test_a_port_that_is_taken_is_a_line(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept_server(cache).touch()
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        assert main(["--no-open", "--port", str(other.getsockname()[1])]) == 2
    assert "is taken; --port names another" in capsys.readouterr().err


def test_a_worker_that_ends_ends_it_all_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in ELSEWHERE.items():
        monkeypatch.setenv(name, value)
    worker(
        tmp_path, monkeypatch, "import sys\nprint('registered worker', flush=True)\nsys.exit('segue: it is too late')"
    )
    assert main(["--no-open", "--port", "0"]) == 1
    assert "segue: the worker ended with status 1: it is too late" in capsys.readouterr().err


def test_a_server_that_ends_ends_it_all_and_is_named(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = tmp_path / "livekit-server"
    server.write_text("#!/bin/sh\necho 'error: no such luck'; exit 1\n")
    server.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    worker(tmp_path, monkeypatch, "import time\ntime.sleep(600)")
    assert main(["--no-open", "--port", "0"]) == 1
    assert "segue: the livekit-server ended with status 1: error: no such luck" in capsys.readouterr().err


def test_a_worker_is_told_where_to_serve_and_what_to_play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**ELSEWHERE, "SEGUE_MODELS": "cloud", "SEGUE_RECORD": "off", "SEGUE_BACKUP": "local"}.items():
        monkeypatch.setenv(name, value)
    worker(tmp_path, monkeypatch, "import json, os\njson.dump(dict(os.environ), open('told.json', 'w'))")
    assert main(["--no-open", "--port", "0", "--profile", "clinic"]) == 1
    told = json.loads((tmp_path / "told.json").read_text())
    assert told.items() >= ELSEWHERE.items()
    assert (told["SEGUE_PROFILE"], told["SEGUE_MODELS"], told["SEGUE_BACKUP"]) == ("clinic", "rehearsal", "none")
    assert told["SEGUE_RECORD"] == "off", "what is set goes before what is usual"
    assert told["SEGUE_STORE"].endswith("appointments.sqlite")
    assert told["SEGUE_HEALTH_PORT"] == "0"
