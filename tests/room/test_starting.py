"""The worker as it starts, refuses to, and stops: what a user sees, and what a supervisor does."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from livekit.agents.voice.remote_session import RemoteSession, TcpSessionTransport

from testbed.livekit_server import LiveKitServer
from testbed.ports import free_port
from testbed.room.worker import (
    READY_WITHIN_S,
    START,
    WorkerProcess,
    environment,
    process,
    rehearsal_environment,
    working,
)

pytestmark = pytest.mark.room

MODULE = ("-m", "livekit.agents", "start", "agent.py")
LIVEKIT = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")


async def refusal(env: Mapping[str, str], command: Sequence[str] = START) -> tuple[int, list[str]]:
    """The exit status of a worker that can't start, and the lines it ends with."""
    async with process(env, command) as worker:
        status = await worker.ended()
    assert "Traceback" not in worker.log, worker.log
    return status, [line for line in worker.lines if line.startswith("segue: ")]


async def test_without_settings_it_names_each_that_is_missing_and_fails() -> None:
    bare, rehearsal = environment(), environment(SEGUE_MODELS="rehearsal")
    status, lines = await refusal(bare)
    assert status != 0
    assert [line.split()[1] for line in lines] == ["OPENAI_API_KEY", "DEEPGRAM_API_KEY", *LIVEKIT]
    for status, lines in await asyncio.gather(refusal(rehearsal), refusal(rehearsal, MODULE)):
        assert status != 0
        assert [line.split()[1] for line in lines] == [*LIVEKIT]


async def test_malformed_settings_are_a_line_each() -> None:
    env = environment(SEGUE_MODELS="rehearsal", SEGUE_MAX_CALLS="many", SEGUE_VAD="sharp", SEGUE_PROFILE="bank")
    status, lines = await refusal(env, MODULE)
    assert status != 0
    assert [line.split()[1] for line in lines] == ["SEGUE_VAD", "SEGUE_MAX_CALLS", *LIVEKIT]


async def test_a_server_that_refuses_or_is_never_reached_is_a_line_and_a_failure(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    here = rehearsal_environment(livekit_server, tmp_path / "book")
    stranger = {**here, "LIVEKIT_API_SECRET": "w" * 40}
    nowhere = {**here, "LIVEKIT_URL": f"ws://127.0.0.1:{free_port()}", "SEGUE_CONNECT_WITHIN_S": "1"}
    refused, unreached = await asyncio.gather(refusal(stranger), refusal(nowhere, MODULE))
    assert (refused[0], unreached[0]) == (1, 1)
    assert [("refuses" in line) for line in refused[1]] == [True]
    assert [("was not reached within 1 s" in line) for line in unreached[1]] == [True]
    assert "w" * 40 not in " ".join(refused[1])


async def test_a_health_port_that_is_taken_is_a_line_and_a_failure(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, lines = await refusal(
            rehearsal_environment(livekit_server, tmp_path / "book", SEGUE_HEALTH_PORT=port), START
        )
    assert status == 1
    assert len(lines) == 1


async def test_it_registers_under_its_name_and_stops_with_0_when_told_to(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    env = rehearsal_environment(livekit_server, tmp_path / "book", SEGUE_AGENT_NAME="teller")
    async with working(env, MODULE) as worker:
        assert await worker.healthy()
        assert (await worker.status())["agent_name"] == "teller"
        assert await worker.stop() == 0


class _Accepted(TcpSessionTransport):
    """Our end of a console's connection: it calls us, and not we it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__("127.0.0.1", 0)
        self._reader, self._writer, self._loop = reader, writer, asyncio.get_running_loop()

    async def start(self) -> None:
        """It is connected already."""


async def test_the_console_talks_without_a_server_or_a_key() -> None:
    connected: asyncio.Future[RemoteSession] = asyncio.get_running_loop().create_future()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set_result(RemoteSession(_Accepted(reader, writer)))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        command = ("-m", "livekit.agents", "console", "agent.py", "--connect-addr", f"127.0.0.1:{port}")
        async with process(environment(SEGUE_MODELS="rehearsal"), command) as worker:
            said = await typed(connected, worker)
    assert "Ada, from Turin." in said


async def typed(connected: asyncio.Future[RemoteSession], worker: WorkerProcess) -> str:
    """The conversation after one typed line."""
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            session = await connected
            await session.start()
            await session.wait_for_ready(timeout=READY_WITHIN_S)
            await session.update_io(input_audio_enabled=False, output_audio_enabled=False)
            await session.run("I am Ada, and I come from Turin.")
            said = str(await session.get_chat_history())
            await session.aclose()
            return said
    except (TimeoutError, RuntimeError) as trouble:
        raise AssertionError(f"{trouble!r}\n{worker.log[-3000:]}") from trouble
