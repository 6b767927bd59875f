"""A process that was killed, and what it had started."""

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def outlived_by_nobody(run: str) -> None:
    """Kill a Python that has run `run`, which prints the number of a process, once it has: that process ends too."""
    command = [sys.executable, "-c", f"{run}; input()"]
    killed = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert killed.stdout is not None
    pid = int(killed.stdout.readline())
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    subprocess.run(["tail", f"--pid={pid}", "-f", "/dev/null"], timeout=30, check=True)
