"""`./segue demo`: a whole call on this machine, by voice or typed; no key, no server, no microphone."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from commands.play.asked_for import add_arguments, folder_of, staging
from commands.play.logs import log
from commands.play.screen import Screen, take_any_letter
from commands.play.summary import judged, told
from segue.caller.judgement import judge
from segue.caller.ringing import NoCaller, command
from segue.caller.script import Script, load, words
from segue.caller.voice import SPEAKERS as CALLERS
from segue.player.by_text import typed
from segue.player.by_voice import spoken
from segue.player.staging import Staging
from segue.player.waiting import longest_wait_s
from segue.profile.yaml.problems import Unreadable
from segue.records import journal, transcript
from segue.records.folder import Folder, new_call_id, write
from segue.settings import Misconfigured


def main(argv: Sequence[str]) -> int:
    """Play the call; 0 if everything its caller expects held, 1 if not, 2 if something can't be read."""
    asked = _arguments(argv)
    call_id = new_call_id(datetime.now(UTC).astimezone())
    log(call_id)
    take_any_letter()
    try:
        with staging(asked) as stage:
            file = asked.caller or folder_of(asked) / "caller.yaml"
            return asyncio.run(_play(asked, stage, call_id, file, load(file, voices=CALLERS)))
    except (Unreadable, Misconfigured, NoCaller) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


async def _play(asked: argparse.Namespace, stage: Staging, call_id: str, file: Path, script: Script) -> int:
    folder = Folder.create(asked.calls, call_id)
    screen = Screen(stage.profile)
    if asked.text:
        finished = await typed(stage, folder, script, asked.seed, screen)
    else:
        ring = command(file, asked.seed, folder.path / "caller.json", muted=asked.muted)
        finished = await spoken(stage, folder, ring, screen, aloud=not asked.quiet)
    events = list(journal.read(folder.journal))
    write(folder.transcript, transcript.write(events))
    lines = [words(line, index, asked.seed) for index, line in enumerate(script.lines)]
    verdict = judge(
        script.expect,
        lines,
        events,
        finished.call.state,
        tools=[use.name for use in finished.tools],
        longest_wait_s=longest_wait_s(events, folder.recording),
        goodbye_whole=finished.goodbye_whole,
    )
    numbers = judged(events, verdict, folder.recording, finished.underruns)
    write(folder.figures, json.dumps(numbers, indent=1) + "\n")
    screen.tell(f"\n{told(numbers)}\nkept in {folder.path}")
    for failure in verdict.failures:
        print(f"not as expected: {failure}", file=sys.stderr)
    return 1 if verdict.failures else 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./segue demo", description="Hear a whole call on this machine.")
    add_arguments(parser)
    parser.add_argument("--caller", type=Path, metavar="FILE.yaml", help="who calls, and what they expect")
    parser.add_argument("--text", action="store_true", help="the same call typed, in about a second")
    parser.add_argument("--quiet", action="store_true", help="not aloud, though there be a loudspeaker")
    parser.add_argument("--seed", type=int, default=0, help="picks the caller's wording (default: 0)")
    parser.add_argument("--muted", action="store_true", help="the caller makes no sound: the call has to fail")
    parser.add_argument("--calls", type=Path, default=Path("calls"), help="where calls are kept (default: calls/)")
    return parser.parse_args(argv)
