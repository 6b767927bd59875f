"""`./segue demo`: whole calls on this machine, by voice or typed; no key, no server, no microphone."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from agents import team
from commands.play.asked_for import add_arguments, folder_of, keep_days, staging
from commands.play.callers import Caller, callers, in_folder
from commands.play.junit import write_junit
from commands.play.kept import Unkeepable, folder_for, writable
from commands.play.one_call import Manner, play
from commands.play.result import Result
from commands.play.screen import Screen, take_any_letter
from commands.play.table import table
from segue.player.staging import Staging
from segue.profile.yaml.problems import Unreadable
from segue.records.transcript import plain
from segue.settings import Misconfigured

MOST = 1000
"""Times one caller may call."""


def main(argv: Sequence[str]) -> int:
    """Play the calls; 0 if all their callers expect held, 1 if not, 2 if something can't be read or played."""
    asked = _arguments(argv)
    take_any_letter()
    try:
        if asked.junit:
            writable(asked.junit, "--junit", anew=False)
        folder_for(asked.calls, keep_days(asked))
        with staging(asked) as stage:
            default = asked.caller or folder_of(asked) / "caller.yaml"
            files = in_folder(asked.callers) if asked.callers else [default]
            seeds = range(asked.seed, asked.seed + asked.repeat)
            calls = callers(files, stage.profile, seeds, typed=asked.text)
            return asyncio.run(_play(asked, stage, calls))
    except (Unreadable, Misconfigured, Unkeepable) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


async def _play(asked: argparse.Namespace, stage: Staging, calls: Sequence[Caller]) -> int:
    manner = Manner(asked.calls, by_text=asked.text, aloud=not asked.quiet, muted=asked.muted)
    screen = Screen(stage.profile)
    results: list[Result] = []
    try:
        for number, caller in enumerate(calls, start=1):
            if len(calls) > 1:
                screen.tell(f"\n── {plain(caller.name)}, seed {caller.seed} ({number} of {len(calls)})")
            # What one call has booked must not be taken for the next.
            results.append(await play(caller, replace(stage, team=team()), manner, screen))
            if results[-1].stopped:
                break
            if results[-1].trouble:
                print(results[-1].trouble, file=sys.stderr)
    finally:
        if asked.junit:
            write_junit(asked.junit, stage.profile.name, results)
        if len(calls) > 1 and results:
            screen.tell(f"\n{table(results)}")
    return _status(results)


def _status(results: Sequence[Result]) -> int:
    if any(result.stopped for result in results):
        return 130
    if any(result.trouble for result in results):
        return 2
    return 0 if all(result.held for result in results) else 1


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue demo",
        description="Hear whole calls on this machine. Exits with 0: all that the callers expect held, 1: not "
        "all of it, 2: something can't be read, played or kept, 130: Ctrl-C.",
    )
    add_arguments(parser)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--caller", type=Path, metavar="FILE.yaml", help="who calls, and what they expect")
    who.add_argument("--callers", type=Path, metavar="DIR", help="one call for each caller's file in it")
    parser.add_argument("--text", action="store_true", help="the same calls typed, each in about a second")
    parser.add_argument("--quiet", action="store_true", help="not aloud, though there be a loudspeaker")
    parser.add_argument("--seed", type=int, default=0, help="picks the caller's wording (default: 0)")
    parser.add_argument(
        "--repeat", type=_often, default=1, metavar="N", help="play each N times, a seed higher each time"
    )
    parser.add_argument("--junit", type=Path, metavar="FILE.xml", help="write what held as a JUnit file, for CI")
    parser.add_argument("--muted", action="store_true", help="the caller makes no sound: the call has to fail")
    parser.add_argument("--calls", type=Path, default=Path("calls"), help="where calls are kept (default: calls/)")
    return parser.parse_args(argv)


def _often(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        raise argparse.ArgumentTypeError(f"{given!r} is no number from 1 to {MOST}")
    return int(given)
