"""`./segue talk`: the same agents with you as the caller, typed; also over a pipe."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from commands.play.asked_for import add_arguments, staging
from commands.play.logs import log
from commands.play.screen import Screen
from commands.play.typed_lines import TypedLines
from segue.player.by_text import typed_call
from segue.player.staging import Staging
from segue.profile.yaml.problems import Unreadable
from segue.settings import Misconfigured

CALL_ID = "talk"
"""Nothing is kept of such a call, so one name does for all."""


def main(argv: Sequence[str]) -> int:
    """Talk until either side ends the call; the end of the input is a caller who hangs up."""
    parser = argparse.ArgumentParser(prog="./segue talk", description="Talk to the agents by typing.")
    add_arguments(parser)
    asked = parser.parse_args(argv)
    log(CALL_ID)
    try:
        with staging(asked) as stage:
            asyncio.run(_talk(stage))
    except (Unreadable, Misconfigured) as trouble:
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
    lines = TypedLines(sys.stdin)
    await typing.ring()
    while not typing.over:
        if sys.stdin.isatty():
            print("> ", end="", flush=True)
        line = await lines.next()
        if line is None:
            await typing.hang_up()
        elif line.strip():
            await typing.say(line.strip())
        else:
            await typing.keep_silent(profile.limits.silence_s)
