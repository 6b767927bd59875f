"""`./segue test`: style, types and tests, as CI runs them; with arguments, pytest alone with those."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ["pytest"]
TYPES = ["mypy", "--strict"]
STEPS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "a livekit-server for the room tests": ["tests.room.server"],
    "tests": PYTEST,
}
"""Heading to module and its arguments. The server is there before the tests, so that none waits for it."""


def main(argv: list[str]) -> int:
    if argv:
        return run([*PYTEST, *argv])
    # Beside the rest: calls are played in real time and leave a core free for it.
    types = subprocess.Popen(command(TYPES), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    failed = [heading for heading, step in STEPS.items() if not passes(heading, step)]
    print(f"\n== types\n{types.communicate()[0]}", end="")
    failed += ["types"] if types.returncode else []
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
