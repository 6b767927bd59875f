"""`./segue test`: style, types and tests, as CI runs them; with arguments, pytest alone with those."""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ["pytest", "-c", "pyproject.toml"]
"""Said outright, for the tests of a profile that lies elsewhere: pytest would look for its settings there."""
NO_CALLS = {
    "unit tests": "tests/unit",
    "conversations": "tests/conversation",
    "hand-offs at every moment": "tests/sweeps",
    "the profiles' own tests": "profiles",
    "the testbed itself": "tests/testbed",
    "the worker as it starts": "tests/room/test_starting.py",
}
STEPS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "a livekit-server for the room tests": ["testbed.livekit_server"],
    "calls": [*PYTEST, *(f"--ignore={path}" for path in NO_CALLS.values())],
}
"""Heading to module and its arguments. The server is there before the tests, so that none waits for it."""
BESIDE = {
    "types": ["mypy", "--strict"],
    "a strace to see what leaves the machine": ["tests.system_calls"],
    **{heading: [*PYTEST, "-q", path] for heading, path in NO_CALLS.items()},
}
"""Run beside the steps, one after another: calls are played in real time and leave a core free."""


def main(argv: Sequence[str]) -> int:
    if argv:
        return run([*PYTEST, *argv])
    with ThreadPoolExecutor(1) as beside:
        others = {heading: beside.submit(recorded, step) for heading, step in BESIDE.items()}
        failed = [heading for heading, step in STEPS.items() if not passes(heading, step)]
        for heading, other in others.items():
            code, output = other.result()
            print(f"\n== {heading}\n{output}", end="", flush=True)
            failed += [heading] if code else []
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


def recorded(step: Sequence[str]) -> tuple[int, str]:
    """The step's exit status, and what it printed."""
    done = subprocess.run(
        command(step), cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout


def command(step: Sequence[str]) -> list[str]:
    return [sys.executable, "-P", "-m", *step]
