"""A process that is killed in mid-call: whatever it was told is kept is in the file, and replays."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from segue.records.journal import Flaw, load, replay

ROOT = Path(__file__).parents[3]
CALLS = """
import asyncio, sys
from pathlib import Path
from bench.rules import OPENING, TURN
from segue.call.call import Call
from segue.records.journal import Journal
from tests.unit.call.test_edges import STORYTELLER

async def main():
    call, number = Call(STORYTELLER, call_id="one", now=lambda: 0.0), 0
    journal = Journal(Path(sys.argv[1]))
    journal.keep(call)
    for event in (*OPENING, *TURN * 1000):
        call.ask(event)
        number += 1
        if number % 3 == 0 and await call.kept():
            print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.damaging
@pytest.mark.parametrize("seed", range(10))
def test_what_was_kept_is_there_after_a_kill(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    imports = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-P", "-c", CALLS, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": imports},
    ) as process:
        assert process.stdout
        for _ in range(random.Random(seed).randrange(1, 400)):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *(int(line) for line in process.stdout if line.endswith("\n"))])
    kept = load(path)
    assert kept.sound >= acknowledged
    assert {wrong.flaw for wrong in kept.wrong} <= {Flaw.NOT_ENDED, Flaw.TORN}
    replayed = replay(kept)
    assert (replayed.events, replayed.difference) == (kept.sound, None)
