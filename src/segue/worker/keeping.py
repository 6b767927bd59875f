"""What a worker keeps of a room's call, where recording is switched on; nothing where it is not.

No disk costs a call: none is waited for on the call's loop, nor for long, and what can't be kept is one line of the log
a call.
"""

import asyncio
import contextlib
import json
import logging
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from livekit.agents import AgentSession, JobContext

from segue.call.call import Call
from segue.call.events import Event
from segue.records import journal, transcript
from segue.records.figures import figures
from segue.records.folder import Folder, write
from segue.records.journal import Journal
from segue.records.sides import listen
from segue.settings import Settings

logger = logging.getLogger("segue.keeping")

T = TypeVar("T")

BEGUN_WITHIN_S: Final = 1.0
"""How long a caller waits for the call's folder; a disk that takes longer keeps nothing of this call."""
WRITTEN_WITHIN_S: Final = 3.0
"""How long a slot waits for a file; then it is free. The thread goes on where the process does."""


class CallRecord:
    """The record of one call that is kept, from its first moment on."""

    def __init__(self, calls: Path, call_id: str) -> None:
        """Make its folder and begin its journal. Raises OSError."""
        self.folder = Folder.create(calls, call_id)
        self.journal = Journal(self.folder.journal)

    def drop(self) -> None:
        """Keep nothing: there is nothing in it yet."""
        self.journal.close()
        with contextlib.suppress(OSError):
            self.folder.journal.unlink()
            self.folder.path.rmdir()


@contextlib.asynccontextmanager
async def keeping(call: Call, settings: Settings) -> AsyncIterator[CallRecord | None]:
    """Keep the journal of `call`, which is about to begin, while it lasts.

    Where that can't be the log says so, and the caller is answered all the same.
    """
    record = await _begun(settings.calls_dir, call.call_id) if settings.record else None
    if record is None:
        yield None
        return
    record.journal.keep(call)
    try:
        yield record
    finally:
        await asyncio.to_thread(record.journal.close)


async def _begun(calls: Path, call_id: str) -> CallRecord | None:
    given_up = threading.Event()

    def begin() -> CallRecord:
        record = CallRecord(calls, call_id)
        if given_up.is_set():
            record.drop()
        return record

    try:
        return await _within(BEGUN_WITHIN_S, begin)
    except (OSError, TimeoutError) as error:
        given_up.set()
        logger.error("a call is not kept", extra={"call": call_id, "error": _why(error)})
        return None


async def complete(ctx: JobContext, session: AgentSession[Call], call: Call, record: CallRecord) -> None:
    """Add to the journal of a call that is over what else is kept of it. What can't be kept is logged, not raised.

    The log is silent where it has told of the journal: what comes of that is no news.
    """
    try:
        report = ctx.make_session_report(session)
        began_s = call.now() - (time.time() - (report.audio_recording_started_at or time.time()))
        await _complete(record.folder, report.audio_recording_path, began_s)
    except Exception as error:  # noqa: BLE001  (a disk, a decoder: none of it may keep a call from ending)
        if record.journal.trouble is None:
            logger.error("not all of a call was kept", extra={"call": call.call_id, "error": _why(error)})


async def _complete(folder: Folder, sound: Path | None, began_s: float) -> None:
    """`sound` is the library's recording, in the job's temporary folder; it began `began_s` after the call."""
    events = await _within(WRITTEN_WITHIN_S, lambda: _write(folder))
    if sound:
        await _within(WRITTEN_WITHIN_S, lambda: _move(sound, folder.room_recording))
        # This takes the processor, not the disk: 15 s for half an hour's call, were both cores busy. The library waits
        # as long, and has then ended the call; the figures without it are written by then.
        sides = await asyncio.to_thread(listen, folder.room_recording, began_s)
        numbers = figures(events, sides) | {"recording_began_s": round(began_s, 2)}
        await _within(WRITTEN_WITHIN_S, lambda: _write_figures(folder, numbers))


def _write(folder: Folder) -> Sequence[Event]:
    events = journal.read(folder.journal)
    write(folder.transcript, transcript.write(events))
    _write_figures(folder, figures(events, None))
    return events


def _write_figures(folder: Folder, numbers: dict[str, Any]) -> None:
    write(folder.figures, json.dumps(numbers, indent=1) + "\n")


def _move(sound: Path, to: Path) -> None:
    shutil.move(sound, to)
    to.chmod(0o600)


async def _within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives, in a thread of its own. Raises what it raises, and TimeoutError; the thread is let go then."""
    async with asyncio.timeout(seconds):
        return await asyncio.to_thread(work)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError) and not error.args:
        return "the disk is too slow"
    return str(error) if isinstance(error, OSError) else type(error).__name__
