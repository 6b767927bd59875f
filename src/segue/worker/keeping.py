"""What a worker keeps of a room's call, where recording is switched on; nothing where it is not."""

import asyncio
import contextlib
import json
import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from livekit.agents import AgentSession, JobContext

from segue.call.call import Call
from segue.records import journal, transcript
from segue.records.figures import figures
from segue.records.folder import Folder, NotKept, write
from segue.records.journal import Journal
from segue.records.sides import listen
from segue.settings import Settings

logger = logging.getLogger("segue.keeping")


@contextlib.contextmanager
def keeping(call: Call, settings: Settings) -> Iterator[Folder | None]:
    """Keep the journal of `call` while it lasts, in a folder that only its owner may read.

    Where there is no room for one, the log says so and the caller is answered all the same.
    """
    if not settings.record:
        yield None
        return
    try:
        folder = Folder.create(settings.calls_dir, call.call_id)
        keeps = Journal(folder.journal)
    except OSError as error:
        logger.error("no journal is kept", extra={"call": call.call_id, "error": str(error)})
        yield None
        return
    with contextlib.suppress(NotKept), keeps:  # the log has said so when it happened
        keeps.keep(call)
        yield folder


async def complete(ctx: JobContext, session: AgentSession[Call], call: Call, folder: Folder) -> None:
    """Add to the journal of a call that is over what else is kept of it. What can't be kept is logged, not raised."""
    try:
        report = ctx.make_session_report(session)
        began_s = call.now() - (time.time() - (report.audio_recording_started_at or time.time()))
        await asyncio.to_thread(_complete, folder, report.audio_recording_path, began_s)
    except Exception as error:  # noqa: BLE001  (a disk, a decoder: none of it may keep a call from ending)
        logger.error("not all of a call was kept", extra={"call": call.call_id, "error": type(error).__name__})


def _complete(folder: Folder, sound: Path | None, began_s: float) -> None:
    """`sound` is the library's recording, in the job's temporary folder; it began `began_s` after the call."""
    events = list(journal.read(folder.journal))
    write(folder.transcript, transcript.write(events))
    sides = None
    if sound:
        shutil.move(sound, folder.room_recording)
        folder.room_recording.chmod(0o600)
        sides = listen(folder.room_recording, began_s)
    numbers = figures(events, sides) | ({"recording_began_s": round(began_s, 2)} if sides else {})
    write(folder.figures, json.dumps(numbers, indent=1) + "\n")
