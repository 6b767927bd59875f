"""`./segue hazards`: what befalls a caller at a hand-off, on plain livekit-agents and on Segue, side by side.

What plays them stands beside the house, in `testbed.hazards`, and is a process of its own: nothing in here imports it.
"""

import subprocess
import sys
from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """The exit code of `testbed.hazards`."""
    return subprocess.run([sys.executable, "-P", "-m", "testbed.hazards", *argv], check=False).returncode
