"""What a room installs on first use, whole or not at all, with a Go and an npm of the test's own."""

from pathlib import Path

import pytest

from commands.serve.child_process import ProcessFailed
from commands.serve.installing import client_file, lacking, server_binary
from commands.serve.loopback import find, kept_server
from commands.serve.processes import Processes
from segue.page import client

GO = 'echo "$@" > "$0.asked"; echo binary > "$GOBIN/server"'
NPM = (
    'echo "$@" > "$0.asked"; cd "$2"; grep -q lockfileVersion package-lock.json && grep -q livekit-client package.json'
    " && mkdir -p node_modules/livekit-client/dist && echo code > node_modules/livekit-client/dist/"
    "livekit-client.umd.js"
)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder of PATH with programs of ours, before those that scripts need."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


async def test_a_server_is_built_once(tools: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    go = program(tools, "go", GO)
    async with Processes(cache) as processes:
        built = await server_binary(processes, cache)
        go.unlink()
        assert await server_binary(processes, cache) == built == kept_server(cache)
    assert built.read_text() == "binary\n"
    assert (tools / "go.asked").read_text() == "install github.com/livekit/livekit-server/cmd/server@v1.13.5\n"
    assert "building a livekit-server with Go (once; it takes two to four minutes)" in capsys.readouterr().err


async def test_one_on_path_goes_before_all(tools: Path, cache: Path) -> None:
    ours = program(tools, "livekit-server", "")
    kept_server(cache).touch()
    assert find(cache) == ours


async def test_a_build_that_fails_leaves_nothing(tools: Path, cache: Path) -> None:
    program(tools, "go", 'echo half > "$GOBIN/server"; echo "go: no network"; exit 1')
    async with Processes(cache) as processes:
        with pytest.raises(ProcessFailed, match="the build of livekit-server ended with status 1: go: no network"):
            await server_binary(processes, cache)
    assert names(cache) == ["build-of-livekit-server.log"]


async def test_the_client_is_fetched_once_by_the_lock_file_without_scripts(
    tools: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    npm = program(tools, "npm", NPM)
    old = cache / "livekit-client-0123456789ab.js"
    old.touch()
    async with Processes(cache) as processes:
        fetched = await client_file(processes, cache)
        npm.unlink()
        assert await client_file(processes, cache) == fetched == client.kept(cache)
    assert fetched.read_text() == "code\n"
    assert {"ci", "--ignore-scripts"} <= {*(tools / "npm.asked").read_text().split()}
    assert not old.exists()
    assert names(cache) == ["fetching-of-livekit-client.log", fetched.name]
    assert "fetching livekit-client with npm (once)" in capsys.readouterr().err


async def test_a_fetch_that_fails_leaves_nothing(tools: Path, cache: Path) -> None:
    program(tools, "npm", f"{NPM}; echo npm error EINTEGRITY; exit 1")
    async with Processes(cache) as processes:
        with pytest.raises(ProcessFailed, match="the fetching of livekit-client ended with status 1: npm error EINT"):
            await client_file(processes, cache)
    assert names(cache) == ["fetching-of-livekit-client.log"]


def test_what_is_lacking_is_a_line_each(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(cache))
    server, npm = lacking(cache, server=True)
    assert "livekit-server" in server
    assert "Go 1.26" in server
    assert "npm was not found; install Node.js" in npm
    assert lacking(cache, server=False) == [npm]


def test_nothing_is_lacking_where_it_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(cache))
    kept_server(cache).touch()
    client.kept(cache).touch()
    assert lacking(cache, server=True) == []


def test_the_lock_file_names_no_place_and_has_a_digest_for_all() -> None:
    text = client.LOCK.read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
