"""One call of a caller's file, played, kept and judged."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from commands.play.callers import Caller
from commands.play.kept import fill, new_folder
from commands.play.logs import log
from commands.play.result import Result
from commands.play.screen import Screen
from commands.play.summary import judged, sound_of, told
from segue.call.events import Event
from segue.caller.judgement import Judgement, judge
from segue.caller.ringing import NoCaller, command
from segue.player.by_text import typed
from segue.player.by_voice import spoken
from segue.player.finished import Finished
from segue.player.staging import Staging
from segue.player.waiting import longest_wait_s
from segue.records import journal
from segue.records.figures import figures
from segue.records.folder import Folder, new_call_id


@dataclass(frozen=True, slots=True)
class Manner:
    """How calls are played."""

    calls: Path
    """Where they are kept."""
    by_text: bool
    aloud: bool
    muted: bool


async def play(caller: Caller, stage: Staging, manner: Manner, screen: Screen) -> Result:
    """Play the call and tell what came of it, on the screen too. Raises `Unkeepable`.

    Where this is cancelled, as by Ctrl-C, the caller hangs up, and the record is kept.
    """
    call_id = new_call_id(datetime.now(UTC).astimezone())
    log(call_id)
    folder = new_folder(manner.calls, call_id)
    began_s = time.monotonic()
    try:
        if manner.by_text:
            finished = await typed(stage, folder, caller.script, caller.seed, screen)
        else:
            ring = command(caller.file, caller.seed, folder.caller_log, muted=manner.muted)
            finished = await spoken(stage, folder, ring, screen, aloud=manner.aloud)
    except (NoCaller, asyncio.CancelledError) as why:
        stopped = isinstance(why, asyncio.CancelledError)
        trouble = "stopped with Ctrl-C" if stopped else str(why)
        kept = keep_what_there_is(folder, screen)
        return Result(caller.name, caller.seed, time.monotonic() - began_s, kept, trouble=trouble, stopped=stopped)
    events, sides = list(journal.read(folder.journal)), sound_of(folder.recording)
    verdict = _judged(caller, finished, events, folder)
    numbers = judged(events, verdict, sides, finished.underruns)
    fill(folder, numbers)
    screen.tell(f"\n{told(numbers)}\nkept in {folder.path}")
    for failure in verdict.failures:
        print(f"not as expected: {failure}", file=sys.stderr)
    waits_s = [answer.wait_s for answer in sides.answers().answers] if sides and "answer_median_s" in numbers else []
    took_s = time.monotonic() - began_s
    return Result(caller.name, caller.seed, took_s, folder.path, numbers, waits_s, verdict.failures)


def _judged(caller: Caller, finished: Finished, events: Sequence[Event], folder: Folder) -> Judgement:
    verdict = judge(
        caller.script.expect,
        finished.said,
        events,
        finished.call.state,
        tools=[use.name for use in finished.tools],
        longest_wait_s=longest_wait_s(events, folder.recording),
        goodbye_whole=finished.goodbye_whole,
    )
    return replace(verdict, failures=(finished.died, *verdict.failures)) if finished.died else verdict


def keep_what_there_is(folder: Folder, screen: Screen) -> Path | None:
    """Keep a call that nobody judges, as one broken off, and say where; None where it never began."""
    if not folder.journal.exists():
        with contextlib.suppress(OSError):  # there is something in it after all
            folder.path.rmdir()
        return None
    events = list(journal.read(folder.journal))
    fill(folder, figures(events, sound_of(folder.recording)))
    screen.tell(f"\nkept in {folder.path}")
    return folder.path
