"""`./segue test`: style, types and tests, as CI runs them; with arguments, pytest alone with those."""

import contextlib
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ["pytest", "-c", "pyproject.toml"]
"""Said outright, for the tests of a profile that lies elsewhere: pytest would look for its settings there."""
NO_CALLS = {
    "unit tests": "tests/unit",
    "conversations": "tests/conversation",
    "hand-offs and faults at every moment": "tests/sweeps",
    "the profiles' own tests": "profiles",
    "the testbed itself": "tests/testbed",
    "the worker as it starts": "tests/room/test_starting.py",
}
STEPS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "a livekit-server for the room tests": ["testbed.livekit_server"],
    "a browser and what it needs for the page's tests": ["testbed.browser"],
    "calls": [*PYTEST, *(f"--ignore={path}" for path in NO_CALLS.values())],
}
"""Heading to module and its arguments. Server and browser are there before the tests, so that none waits for them."""
BESIDE = {
    "types": ["mypy", "--strict"],
    "a strace to see what leaves the machine": ["tests.system_calls"],
    **{heading: [*PYTEST, "-q", path] for heading, path in NO_CALLS.items()},
}
"""Run beside the steps, one after another, and with the calls over two at a time. Calls are played in real time: they
leave a core free, and get both when they need them."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a step ended."""

    code: int
    output: str
    took_s: float


def main(argv: Sequence[str]) -> int:
    if argv:
        return run([*PYTEST, *argv])
    waiting, done = deque(BESIDE), dict[str, Done]()
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(take, waiting, done)
        failed = [heading for heading, step in STEPS.items() if not passes(heading, step)]
        take(waiting, done)
        others.result()
    for heading in BESIDE:
        how = done[heading]
        print(f"\n== {heading}\n{how.output}-- {heading}: {told(how.code, how.took_s)}", flush=True)
        failed += [heading] if how.code else []
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall passed")
    return 1 if failed else 0


def take(waiting: deque[str], done: dict[str, Done]) -> None:
    """Run what is waiting, one step after another, until nothing is."""
    with contextlib.suppress(IndexError):  # somebody else took the last
        while True:
            heading = waiting.popleft()
            done[heading] = recorded(BESIDE[heading])


def passes(heading: str, step: Sequence[str]) -> bool:
    print(f"\n== {heading}", flush=True)
    began = time.monotonic()
    code = run(step)
    print(f"-- {heading}: {told(code, time.monotonic() - began)}", flush=True)
    return code == 0


def told(code: int, took_s: float) -> str:
    return f"{'failed' if code else 'passed'} in {took_s:.0f} s"


def run(step: Sequence[str]) -> int:
    return subprocess.run(command(step), cwd=ROOT, check=False).returncode


def recorded(step: Sequence[str]) -> Done:
    """Run a step behind the calls, which can't wait."""
    began = time.monotonic()
    ended = subprocess.run(
        ["nice", *command(step)], cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return Done(ended.returncode, ended.stdout, time.monotonic() - began)


def command(step: Sequence[str]) -> list[str]:
    return [sys.executable, "-P", "-m", *step]
