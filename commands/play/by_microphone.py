"""A call whose caller is whoever sits at this machine, by its microphone and loudspeaker."""

import argparse
import asyncio

from commands.play.one_call import keep_what_there_is
from commands.play.screen import Screen
from segue.call.events import Outcome
from segue.player.by_voice import spoken
from segue.player.staging import Staging
from segue.records.folder import Folder
from segue.transports.sound.telephone import COMMAND


async def by_microphone(_asked: argparse.Namespace, stage: Staging, folder: Folder) -> int:
    """Talk until either side hangs up, the caller by Ctrl-C, and keep a record. Raises `NoCaller`.

    1 where the sound device went away in mid-call, of which its process has told, or a model failed that all hung on.
    """
    screen = Screen(stage.profile)
    screen.tell(f"{stage.profile.title}. Speak once you have been greeted; Ctrl-C hangs up.\n")
    try:
        finished = await spoken(stage, folder, COMMAND, screen)
        return 1 if finished.died or finished.call.state.outcome is Outcome.FAILED else 0
    except asyncio.CancelledError:
        return 0
    finally:
        keep_what_there_is(folder, screen)
