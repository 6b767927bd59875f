"""What a worker keeps of a room's call, where recording is switched on; nothing where it is not."""

import contextlib
import logging
import shutil
from collections.abc import Iterator

from livekit.agents import AgentSession, JobContext

from segue.call.call import Call
from segue.records.folder import Folder
from segue.records.journal import Journal
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
        journal = Journal(folder.journal)
    except OSError as error:
        logger.error("no journal is kept", extra={"error": type(error).__name__})
        yield None
        return
    with journal:
        call.subscribe(journal)
        yield folder


def keep_sound(ctx: JobContext, session: AgentSession[Call], folder: Folder) -> None:
    """Move the library's recording, both sides in one Ogg file, out of the job's temporary folder."""
    if sound := ctx.make_session_report(session).audio_recording_path:
        try:
            shutil.move(sound, folder.path / "call.ogg")
        except OSError as error:
            logger.error("the recording was not kept", extra={"error": type(error).__name__})
