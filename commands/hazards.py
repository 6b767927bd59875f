"""`./segue hazards`: what befalls a caller at a hand-off, or as a part fails, on both sides.

What plays them stands beside the house, in `testbed.hazards`; nothing in here imports it, so this becomes it.
"""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def main(argv: Sequence[str]) -> NoReturn:
    """Go on as `testbed.hazards`, which is told of signals itself and ends what it has started."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", "testbed.hazards", *argv])
