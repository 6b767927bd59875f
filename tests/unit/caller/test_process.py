"""The caller as a process of its own: ready, in step, and gone when the line is."""

import asyncio
import contextlib
import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from segue.caller.ringing import SOURCE, CallerDied, NoCaller, command, lines_said, ringing
from segue.transports.frames import FRAME_BYTES, SILENCE

LOUD = b"\x00\x10\x00\xf0" * 240


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with wave.open(str(tmp_path / "hello.wav"), "wb") as wav:
        wav.setparams((1, 2, 24_000, 0, "NONE", ""))
        wav.writeframes(b"\x00\x20\x00\xe0" * 12_000)
    path = tmp_path / "caller.yaml"
    path.write_text("lines:\n  - {wav: hello.wav, text: hello}\n  - hang_up: true\n")
    return path


async def _heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, agents: bytes) -> bytes:
    writer.write(agents)
    return await reader.readexactly(FRAME_BYTES)


async def test_a_caller_speaks_hangs_up_and_leaves_a_log(file: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    said = b""
    async with ringing(command(file, 1, log)) as (reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            for frame in [LOUD] * 50 + [SILENCE] * 200 + [LOUD] * 50 + [SILENCE] * 200:
                said += await _heard(reader, writer, frame)
    told = json.loads(log.read_text())
    assert told["ended_by"] == "caller"
    (line,) = told["lines"]
    assert (line["line"], line["text"], line["interrupting"]) == (0, "hello", False)
    first, last = 2 * line["first_sample"], 2 * line["last_sample"] + 2
    assert said[first:last] == b"\x00\x20\x00\xe0" * 12_000
    assert not any(said[:first] + said[last:])


async def test_a_caller_ends_when_the_agents_hang_up(file: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    async with ringing(command(file, 1, log)) as (reader, writer):
        assert await _heard(reader, writer, SILENCE) == SILENCE
    assert json.loads(log.read_text()) == {"seed": 1, "ended_by": "agents", "lines": []}


async def test_a_muted_caller_takes_its_turn_without_a_sound(file: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    async with ringing(command(file, 1, log, muted=True)) as (reader, writer):
        heard = [await _heard(reader, writer, frame) for frame in [LOUD] * 50 + [SILENCE] * 200]
    assert not any(b"".join(heard))
    assert len(json.loads(log.read_text())["lines"]) == 1


async def test_a_caller_that_cannot_start_is_said_at_once(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (file.parent / "hello.wav").unlink()
    with pytest.raises(NoCaller):
        async with ringing(command(file, 1)):
            pass
    assert capfd.readouterr().err.strip().endswith("no such file; the path counts from the caller file's folder")


async def test_a_caller_that_dies_in_mid_call_is_told_of_once_its_line_is_done() -> None:
    dies = [sys.executable, "-c", "import os; os.write(1, b'R'); os.kill(os.getpid(), 9)"]
    heard = []

    async def call() -> None:
        async with ringing(dies) as (reader, _):
            heard.append(await reader.read())

    with pytest.raises(CallerDied, match="by signal 9"):
        await call()
    assert heard == [b""]


async def test_a_caller_is_not_waited_for_where_the_call_is_off_before_it_is_ready() -> None:
    async def call() -> None:
        async with ringing([sys.executable, "-c", "import time; time.sleep(60)"]):
            pass

    calling = asyncio.create_task(call())
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling


def test_what_a_caller_that_died_has_said_is_not_known(tmp_path: Path) -> None:
    assert lines_said(tmp_path / "caller.json") == []


def test_a_caller_loads_nothing_of_the_agents_side() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", "import sys, segue.caller.process; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=SOURCE,
    ).stdout.split()  # fmt: skip
    assert not {"livekit.agents", "segue.session", "segue.records", "agents", "tools"} & set(listed)
