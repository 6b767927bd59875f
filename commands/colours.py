"""Whether what is shown is shown in colour."""

import os
from typing import TextIO


def colourful(out: TextIO) -> bool:
    """Whether `out` gets colours: a terminal does that knows them, unless the environment says otherwise.

    As others have it: NO_COLOR forbids them whatever else is set, FORCE_COLOR and CLICOLOR_FORCE ask for them in a pipe
    too, CLICOLOR=0 and TERM=dumb do without.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return out.isatty() and os.environ.get("CLICOLOR") != "0" and os.environ.get("TERM") != "dumb"
