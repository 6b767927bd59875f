"""`./segue test`: style, types and tests, as CI runs them; with arguments, pytest alone with those."""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ["pytest"]
BESIDE = {"types": ["mypy", "--strict"], "unit tests": ["pytest", "-q", "tests/unit"]}
"""Run beside the rest: calls are played in real time and leave a core free for these."""
STEPS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "a livekit-server for the room tests": ["tests.room.server"],
    "calls": ["pytest", "--ignore=tests/unit"],
}
"""Heading to module and its arguments. The server is there before the tests, so that none waits for it."""


def main(argv: list[str]) -> int:
    if argv:
        return run([*PYTEST, *argv])
    with contextlib.ExitStack() as kept:
        beside = {heading: started(step, kept) for heading, step in BESIDE.items()}
        failed = [heading for heading, step in STEPS.items() if not passes(heading, step)]
        for heading, (process, output) in beside.items():
            failed += [heading] if process.wait() else []
            output.seek(0)
            print(f"\n== {heading}\n{output.read()}", end="")
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall passed")
    return 1 if failed else 0


def passes(heading: str, step: Sequence[str]) -> bool:
    print(f"\n== {heading}", flush=True)
    began = time.monotonic()
    code = run(step)
    print(f"-- {heading}: {'failed' if code else 'passed'} in {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def run(step: Sequence[str]) -> int:
    return subprocess.run(command(step), cwd=ROOT, check=False).returncode


def command(step: Sequence[str]) -> list[str]:
    return [sys.executable, "-P", "-m", *step]


def started(step: Sequence[str], kept: contextlib.ExitStack) -> tuple[subprocess.Popen[str], TextIO]:
    # Into a file: a pipe that nobody reads yet would fill up and hold the step.
    output = kept.enter_context(tempfile.TemporaryFile("w+"))  # noqa: SIM115  (the stack is its context manager)
    return subprocess.Popen(command(step), cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True), output
