"""`./segue talk`: the same agents with you as the caller: typed, also over a pipe, or by microphone."""

import argparse
import asyncio
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from commands.play.asked_for import add_arguments, keep_days, staging
from commands.play.by_microphone import by_microphone
from commands.play.kept import Unkeepable, fill, folder_for, new_folder, writable
from commands.play.logs import log
from commands.play.screen import Screen, take_any_letter
from commands.play.summary import told
from commands.play.typed_lines import TypedLines
from segue.caller.ringing import NoCaller
from segue.caller.script import LONGEST_LINE, HangUp, Line, Say, Silence
from segue.caller.writing import written
from segue.player.by_text import typed_call
from segue.player.staging import Staging
from segue.profile.yaml.problems import Unreadable
from segue.records import journal
from segue.records.figures import figures, left_unanswered
from segue.records.folder import Folder, new_call_id
from segue.records.journal import Journal
from segue.settings import Misconfigured
from segue.transports.sound.device import NoDevice, both_ways
from segue.transports.typed import TypedCall

LONGER_S = 1.0
"""What an empty line is longer than the silence that the agents notice: by voice it is noticed for certain then."""


def main(argv: Sequence[str]) -> int:
    """Talk until either side ends the call; the end of what is typed, or Ctrl-C, is a caller who hangs up."""
    asked = _arguments(argv)
    call_id = new_call_id(datetime.now(UTC).astimezone())
    log(call_id)
    take_any_letter()
    try:
        if asked.mic:
            both_ways()
        folder_for(asked.calls, keep_days(asked))
        if asked.keep:
            writable(asked.keep, "--keep", anew=True)
        with staging(asked) as stage:
            talk = by_microphone if asked.mic else _talk
            return asyncio.run(talk(asked, stage, new_folder(asked.calls, call_id)))
    except (Unreadable, Misconfigured, Unkeepable, NoDevice, NoCaller) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


async def _talk(asked: argparse.Namespace, stage: Staging, folder: Folder) -> int:
    profile = stage.profile
    screen = Screen(profile, typing=_seen_as_typed())
    screen.tell(f"{profile.title}. Type what you would say; an empty line is silence, Ctrl-D hangs up.\n")
    said: list[Line] = []
    with Journal(folder.journal) as keeping:
        call, typing = typed_call(stage, folder.path.name, screen, keeping)
        try:
            await _follow_what_is_typed(typing, said, profile.limits.silence_s + LONGER_S, screen)
            status = 0
        except asyncio.CancelledError:  # Ctrl-C
            screen.unanswered()
            said.append(HangUp(hang_up=True))
            await typing.hang_up()
            status = 130
    events = list(journal.read(folder.journal))
    if left_unanswered(events):
        status = status or 1
    numbers = figures(events, None)
    fill(folder, numbers)
    screen.tell(f"\n{told(numbers)}\nkept in {folder.path}")
    if asked.keep:
        _keep(asked.keep, written(said, call.state, f"Typed in `./segue talk`, to {profile.name}."))
        screen.tell(f"to play it again: {_again(asked)}")
    return status


def _again(asked: argparse.Namespace) -> str:
    flags = {"--profile": asked.profile, "--models": asked.models, "--caller": str(asked.keep)}
    return shlex.join(["./segue", "demo", "--text", *(word for pair in flags.items() if pair[1] for word in pair)])


async def _follow_what_is_typed(typing: TypedCall, said: list[Line], silence_s: float, screen: Screen) -> None:
    """Talk until the call is over, and put down in `said` what the caller did."""
    await typing.ring()
    lines = TypedLines()
    while not typing.over:
        screen.ask()
        typed = await lines.next()
        if typed is None:
            screen.unanswered()
            said.append(HangUp(hang_up=True))
            await typing.hang_up()
        elif not typed:
            said.append(Silence(silence_s=silence_s))
            await typing.keep_silent(silence_s)
        elif line := _sayable(typed):
            said.append(line)
            await typing.say(line.say)
        else:
            screen.tell(f"  not said: a line needs a letter or a digit, and has {LONGEST_LINE} characters at most")


def _sayable(typed: str) -> Say | None:
    try:
        return Say(say=typed)
    except ValidationError:
        return None


def _keep(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as kept:
            kept.write(text)
    except OSError as error:
        raise Unkeepable(f"{file}: what was typed is not kept ({error.strerror})") from None


def _seen_as_typed() -> bool:
    """Whether what is typed is seen where the call is shown, as at a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue talk",
        description="Talk to the agents, typing or aloud. Exits with 0: either side has hung up, 1: a model failed and "
        "left you without an answer, 2: something can't be read or kept, 130: Ctrl-C.",
    )
    add_arguments(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--mic", action="store_true", help="talk aloud, by this machine's microphone and loudspeaker")
    how.add_argument("--keep", type=Path, metavar="FILE.yaml", help="write down what you type, as a caller's file")
    parser.add_argument("--calls", type=Path, default=Path("calls"), help="where calls are kept (default: calls/)")
    return parser.parse_args(argv)
