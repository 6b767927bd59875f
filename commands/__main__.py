"""`./segue VERB ...`: finds the verb's module and runs it.

Standard library only: the launcher runs this file by itself to list the verbs before there is an environment.
"""

import importlib
import sys

VERBS = {
    "check": "whether a profile, its voices and their servers work together; what is lost or missing",
    "demo": "a whole call on this machine, heard and seen; no keys, no network, no microphone",
    "talk": "the same agents with you as the caller, typed",
    "test": "the tests, the same that CI runs",
}


def main(argv: list[str]) -> int:
    verb = argv[0] if argv else "help"
    if verb in {"help", "-h", "--help"}:
        print(listing())
        return 0
    if verb not in VERBS:
        print(f"segue: there is no verb {verb!r}\n{listing()}", file=sys.stderr)
        return 2
    # By name, so that a verb waits only for what it needs itself: LiveKit alone takes seconds to import.
    run: int = importlib.import_module(f"commands.{verb}").main(argv[1:])
    return run


def listing() -> str:
    lines = [f"  ./segue {verb:<6} {what}" for verb, what in VERBS.items()]
    return "\n".join(["usage: ./segue VERB [...]; `./segue VERB --help` tells more", *lines])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
