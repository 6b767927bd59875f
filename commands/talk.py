"""`./segue talk`: the same agents with you as the caller, typed; also over a pipe."""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from agents import team
from commands.demo import PROFILES
from commands.rehearsal.screen import Screen
from commands.rehearsal.typed import typed_call
from segue.call.mistakes import Unreadable
from segue.call.profile.load import find, load
from segue.call.profile.model import Profile
from segue.session.seat import Team
from tools.appointments import seed


def main(argv: Sequence[str]) -> int:
    """Talk until either side ends the call; the end of the input is a caller who hangs up."""
    parser = argparse.ArgumentParser(prog="./segue talk", description="Talk to the agents by typing.")
    parser.add_argument("--profile", default="storyteller", help="a folder of profiles/ (default: storyteller)")
    asked = parser.parse_args(argv)
    logging.basicConfig(level=logging.ERROR)
    try:
        with tempfile.TemporaryDirectory() as books:
            store = Path(books) / "appointments.sqlite"
            seed(store)
            everyone = team(store)
            asyncio.run(_talk(load(find(PROFILES, asked.profile), everyone.known()), everyone))
    except Unreadable as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


async def _talk(profile: Profile, everyone: Team) -> None:
    print(f"{profile.title}. Type what you would say; an empty line is silence, Ctrl-D hangs up.\n")
    screen = Screen(profile, typing=True)
    _, typing = typed_call(profile, everyone, "talk", screen)
    await typing.ring()
    while not typing.over:
        line = await asyncio.to_thread(_read_line)
        if line is None:
            await typing.hang_up()
        elif line.strip():
            await typing.say(line.strip())
        else:
            await typing.keep_silent(profile.limits.silence_s)


def _read_line() -> str | None:
    """The next line typed, or None at the end of the input."""
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    line = sys.stdin.readline()
    return line if line else None
