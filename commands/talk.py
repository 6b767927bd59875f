"""`./segue talk`: the same agents with you as the caller, typed; also over a pipe."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from commands.play.asked_for import add_arguments, staging
from commands.play.by_microphone import by_microphone
from commands.play.logs import log
from commands.play.screen import Screen, take_any_letter
from segue.caller.ringing import NoCaller
from segue.player.by_text import typed_call
from segue.player.staging import Staging
from segue.profile.yaml.problems import Unreadable
from segue.records.folder import Folder, new_call_id
from segue.settings import Misconfigured
from segue.transports.sound.device import NoDevice, find

CALL_ID = "talk"
"""Nothing is kept of such a call, so one name does for all."""


def main(argv: Sequence[str]) -> int:
    """Talk until either side ends the call; the end of the input is a caller who hangs up."""
    parser = argparse.ArgumentParser(prog="./segue talk", description="Talk to the agents by typing.")
    add_arguments(parser)
    parser.add_argument("--mic", action="store_true", help="by this machine's microphone and loudspeaker")
    parser.add_argument("--calls", type=Path, default=Path("calls"), help="where calls are kept (default: calls/)")
    asked = parser.parse_args(argv)
    call_id = new_call_id(datetime.now(UTC).astimezone()) if asked.mic else CALL_ID
    log(call_id)
    take_any_letter()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a pipe may hold anything; a letter nobody can read ends no call
    try:
        if asked.mic:
            find()
        with staging(asked) as stage:
            if asked.mic:
                asyncio.run(by_microphone(stage, Folder.create(asked.calls, call_id), Screen(stage.profile)))
            else:
                asyncio.run(_talk(stage))
    except (Unreadable, Misconfigured, NoDevice, NoCaller) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


async def _talk(stage: Staging) -> None:
    profile = stage.profile
    screen = Screen(profile, typing=True)
    screen.tell(f"{profile.title}. Type what you would say; an empty line is silence, Ctrl-D hangs up.\n")
    _, typing = typed_call(stage, CALL_ID, screen)
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
