"""A journal is read and replayed with nothing but the file: no model, no library of calls, no network."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from segue.call.rules import VERSION
from tests.unit.records.kept_calls import FOLDER

ALONE: Final = """
import sys

def refuse(event, arguments):
    if event.startswith("socket.") or event in ("subprocess.Popen", "os.fork", "os.posix_spawn"):
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(refuse)
from pathlib import Path
from segue.records.journal import load, replay
kept = load(Path(sys.argv[1]))
replayed = replay(kept)
assert replayed.difference is None and replayed.events == len(kept.entries) > 100
print(*sorted({name.partition(".")[0] for name in sys.modules} & {*sys.argv[2:]}))
"""
PLAYS_CALLS: Final = ("livekit", "onnxruntime", "numpy", "aiohttp", "openai", "httpx", "av")
ROOT: Final = Path(__file__).parents[3]


def test_replaying_loads_no_model_and_opens_no_socket() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", ALONE, str(FOLDER / f"v{VERSION}-storyteller.jsonl"), *PLAYS_CALLS],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == []
