"""`./segue VERB ...`: finds the verb's module and runs it.

Standard library only and readable for older Pythons: the launcher starts it by itself, to list the verbs before there
is an environment.
"""

import gc
import sys
from typing import NoReturn

from commands.outlet import hold_out
from commands.stopping import attended

VERBS = {
    "calls": "the calls that were kept, and any one of them again as it was",
    "check": "whether a profile, its models and their servers work together; what is lost or missing",
    "demo": "a whole call on this machine, heard and seen; no keys, no network, no microphone",
    "hazards": "what befalls a caller at a hand-off, or as a part fails: plain livekit-agents and Segue, side by side",
    "new": "a profile of your own, with its caller and its test, that works at once",
    "replay": "the same decisions again from the journal of a call, and whether they are the same",
    "room": "a page in the browser to talk to the agents through, with all that is behind it, on this machine",
    "talk": "the same agents with you as the caller, typed or by microphone",
    "test": "the tests, the same that CI runs",
}


def main(argv: "list[str]") -> int:
    verb = argv[0] if argv else "help"
    if verb in {"help", "-h", "--help"}:
        print(listing())
        return 0
    if verb not in VERBS:
        print(f"segue: there is no verb {verb!r}\n{listing()}", file=sys.stderr)
        return 2
    return run(verb, argv[1:])


def run(verb: str, argv: "list[str]") -> int:
    """Run the verb. Imported only now: a verb waits for what it needs itself, and LiveKit alone takes seconds."""
    gc.disable()  # what importing makes stays; to look for garbage in it, again and again, takes a sixth of the time
    if verb == "calls":
        from commands.calls import main
    elif verb == "check":
        from commands.check import main
    elif verb == "demo":
        from commands.demo import main
    elif verb == "hazards":
        from commands.hazards import main
    elif verb == "new":
        from commands.new import main
    elif verb == "replay":
        from commands.replay import main
    elif verb == "room":
        from commands.room import main
    elif verb == "talk":
        from commands.talk import main
    else:
        from commands.test import main
    gc.freeze()  # nor is it looked through during a call
    gc.enable()
    return main(argv)


def listing() -> str:
    lines = [f"  ./segue {verb:<7} {what}" for verb, what in VERBS.items()]
    return "\n".join(["usage: ./segue VERB [...]; `./segue VERB --help` tells more", *lines])


def start() -> NoReturn:
    """Run the verb of the command line, whatever surrounds the process."""
    shown = hold_out()
    status = attended(main, sys.argv[1:])
    sys.exit(2 if shown.lost and not status else status)


if __name__ == "__main__":
    start()
