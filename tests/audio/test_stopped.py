"""A call by voice that is stopped with Ctrl-C: the caller hangs up, all is kept, and nobody is left on the line."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from segue.call.events import Ended, Outcome
from segue.records import journal
from segue.records.folder import Folder
from tests.audio.playing import IMPORTS, ROOT

pytestmark = pytest.mark.audio
LONGEST_S = 60.0


def test_a_call_that_is_stopped_is_kept_whole_and_named(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "commands", "demo", "--quiet", "--calls", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(IMPORTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as playing:
        assert playing.stdout is not None
        while "Echo (intro)" not in playing.stdout.readline():
            pass
        playing.send_signal(signal.SIGINT)
        shown, complaints = playing.communicate(timeout=LONGEST_S)
    (call,) = tmp_path.iterdir()
    folder = Folder(call)
    assert playing.returncode == 130
    assert "Traceback" not in complaints
    assert f"kept in {call}\n" in shown
    *_, last = journal.read(folder.journal)
    assert isinstance(last, Ended)
    assert last.outcome is Outcome.HUNG_UP
    assert folder.transcript.exists()
    assert folder.figures.exists()
    assert folder.recording.stat().st_size > 100_000
    # Its log is the last thing that a caller's process writes.
    assert '"ended_by": "agents"' in (call / "caller.json").read_text(encoding="utf-8")
