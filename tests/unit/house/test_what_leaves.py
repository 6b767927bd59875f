"""Nothing leaves this machine, and nothing is written outside the folders that are named, by native code either."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from testbed.room.worker import ROOT, environment
from tests.system_calls import HOW_TO_GET_IT, Doings, doings, find

READY_AND_TYPED = """
import agent, os; agent.prepare(None)
from commands import talk
raise SystemExit(talk.main(["--calls", os.path.expandvars("$TMPDIR/calls")]))
"""
"""A worker before its first call, which loads the local models, speaks a sentence and recognises it; then a call."""
CALLER = "voice: caller\nlines:\n  - say: Hello, I am Ada.\n"
NATIVE = """
import ctypes, os, socket, struct
libc = ctypes.CDLL(None)
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
elsewhere = struct.pack("=H2s4s8x", socket.AF_INET, b"\\0\\x09", socket.inet_aton("192.0.2.1"))
libc.connect(line.fileno(), elsewhere, len(elsewhere))
libc.open(os.path.expandvars("$HOME/written").encode(), os.O_WRONLY | os.O_CREAT, 0o600)
"""
"""Reaches out and writes unseen by Python. The address is nobody's, and connecting a datagram socket sends nothing."""

Watch = Callable[..., Doings]


@pytest.fixture(scope="module")
def strace() -> str:
    if sys.platform != "linux":
        pytest.skip("strace is Linux's")
    found = find()
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_IT)
    return found


@pytest.fixture
def watch(strace: str, tmp_path: Path) -> Watch:
    """Runs Python with these words; it has an empty home, and a folder for what is temporary."""
    for folder in ("home", "temporary"):
        (tmp_path / folder).mkdir()
    # Little of our own environment goes in: a dozen signs of CI in it would keep onnxruntime from reporting by itself.
    env = environment(
        HOME=str(tmp_path / "home"),
        TMPDIR=str(tmp_path / "temporary"),
        PYTHONDONTWRITEBYTECODE="1",
        SEGUE_MODELS="rehearsal",
        SEGUE_VAD="silero",
        # Where the worker makes sure that it can write; else that would be the folder it is started in.
        SEGUE_STORE=str(tmp_path / "temporary" / "appointments.sqlite"),
    )

    def run(*words: str, typed: str = "", also: Mapping[str, str] | None = None) -> Doings:
        return doings(strace, [sys.executable, "-P", *words], {**env, **(also or {})}, ROOT, typed)

    return run


def outside(seen: Doings, tmp_path: Path) -> set[Path]:
    """What was written anywhere else than in the temporary folder."""
    return {path for path in seen.wrote if not path.is_relative_to(tmp_path / "temporary")} - {Path(os.devnull)}


def assert_keeps_to_itself(seen: Doings, tmp_path: Path) -> None:
    assert seen.status == 0, seen.complained
    assert seen.reached == set()
    assert outside(seen, tmp_path) == set()


def test_what_native_code_reaches_and_writes_is_seen(watch: Watch, tmp_path: Path) -> None:
    seen = watch("-c", NATIVE)
    assert seen.reached == {"192.0.2.1"}
    assert outside(seen, tmp_path) == {tmp_path / "home" / "written"}


def test_onnxruntime_left_to_itself_is_seen_to_write_a_device_id(watch: Watch, tmp_path: Path) -> None:
    seen = watch("-c", "import onnxruntime")
    assert "deviceid" in {path.name for path in outside(seen, tmp_path)}


def test_a_worker_that_gets_ready_and_a_typed_call_keep_to_themselves(watch: Watch, tmp_path: Path) -> None:
    seen = watch("-c", READY_AND_TYPED, typed="Goodbye.\n")
    assert "the call has ended: goodbye" in seen.said
    assert_keeps_to_itself(seen, tmp_path)


def test_a_caller_keeps_to_itself_whatever_the_machine_is_set_to(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "caller.yaml").write_text(CALLER)
    words = ("-m", "segue.caller", "--file", str(tmp_path / "caller.yaml"))
    assert_keeps_to_itself(watch(*words, also={"ORT_DISABLE_TELEMETRY": "0"}), tmp_path)
