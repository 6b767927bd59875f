"""Serves doubles of the clouds until it is told to stop: python -m testbed.providers [PROFILE]

It prints the settings that lead there, so that cloud models and `./segue check` can be tried without a key.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from agents import team
from segue.profile.load import find, load
from segue.profile.yaml.problems import Unreadable
from testbed.providers.rehearsing import rehearsing

PROFILES = Path(__file__).resolve().parents[2] / "profiles"


async def serve(name: str) -> None:
    """Serve the profile of that name until cancelled."""
    profile = load(find(PROFILES, name), team(Path("unused.sqlite")).known())
    async with rehearsing(profile) as doubles:
        for setting, value in doubles.env().items():
            print(f"export {setting}={value}", flush=True)
        await asyncio.Event().wait()


def main() -> int:
    """Serve until Ctrl-C; 2 if there is no such profile."""
    parser = argparse.ArgumentParser(
        prog="python -m testbed.providers",
        description="Doubles of OpenAI, Deepgram and the others on this machine. Prints the settings that lead there.",
    )
    parser.add_argument(
        "profile", nargs="?", default="storyteller", help="whose rehearsal they know (default: storyteller)"
    )
    try:
        asyncio.run(serve(parser.parse_args().profile))
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
