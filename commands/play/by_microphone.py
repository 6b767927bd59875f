"""A call whose caller is whoever sits at this machine, by its microphone and loudspeaker."""

import asyncio
import contextlib
import json

from commands.play.screen import Screen
from segue.player.by_voice import spoken
from segue.player.staging import Staging
from segue.records import journal, transcript
from segue.records.figures import figures
from segue.records.folder import Folder, write
from segue.records.sides import listen
from segue.transports.sound.telephone import COMMAND


async def by_microphone(stage: Staging, folder: Folder, screen: Screen) -> None:
    """Talk until either side hangs up, the caller by Ctrl-C, and keep a record. Raises `NoCaller`."""
    screen.tell(f"{stage.profile.title}. Speak once you have been greeted; Ctrl-C hangs up.\n")
    with contextlib.suppress(asyncio.CancelledError):
        await spoken(stage, folder, COMMAND, screen)
    if not folder.journal.exists():
        return  # hung up before it rang
    events = list(journal.read(folder.journal))
    write(folder.transcript, transcript.write(events))
    write(folder.figures, json.dumps(figures(events, listen(folder.recording)), indent=1) + "\n")
    screen.tell(f"\nkept in {folder.path}")
