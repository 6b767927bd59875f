"""A LiveKit room as a call's way in and out: what is listened to, what is typed, what is shown, how it is left."""

import asyncio
import contextlib
import logging

from livekit import rtc
from livekit.agents import AgentSession, room_io

from segue import library
from segue.call.call import Call
from segue.call.events import Entered, Event, Resumed, TypedIn
from segue.call.state import State
from segue.settings import NoiseCancellation
from segue.transports.noise import cleaning

logger = logging.getLogger("segue.room")

SILENT_WITHIN_S = 2.0
"""For the server to take the agents' track down; it takes a few milliseconds."""
LONGEST_TEXT = 2000
"""Characters of a typed message; what is longer is not read."""


def options(noise_cancellation: NoiseCancellation, caller: rtc.RemoteParticipant | None) -> room_io.RoomOptions:
    """How the session uses the room: it hears `caller` alone, and reads what they type unless they are on a phone."""
    on_phone = caller is not None and caller.kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    made = room_io.RoomOptions(
        # The rules say what comes of it, and `Presence` tells them: the library would wait for whatever hangs.
        close_on_disconnect=False,
        audio_input=room_io.AudioInputOptions(noise_cancellation=cleaning(noise_cancellation)),
        text_input=False if on_phone else room_io.TextInputOptions(text_input_cb=_typed),
        text_output=room_io.TextOutputOptions(sync_transcription=True),
    )
    if caller is not None:
        made.participant_identity = caller.identity
    return made


async def _typed(session: AgentSession[Call], event: room_io.TextInputEvent) -> None:
    """Pass on what the caller typed; the rules say who answers it, and when."""
    if text := event.text[:LONGEST_TEXT].strip():
        session.userdata.record(TypedIn(at_s=session.userdata.now(), text=text))


async def fall_silent(room: rtc.Room) -> None:
    """Take the agents' track down. One that is still published when the room goes keeps a thread for good."""
    if not room.isconnected():
        return
    with contextlib.suppress(library.UnpublishTrackError, TimeoutError):
        async with asyncio.timeout(SILENT_WITHIN_S):
            for track in [*room.local_participant.track_publications]:
                await room.local_participant.unpublish_track(track)


class Shown:
    """Shows who has the call, and with which models, as attributes of the agent's participant. Listens to the call.

    Where that fails, the log says so once; each stage is tried again, for its attributes hold all that came before.
    """

    def __init__(self, room: rtc.Room, models: str) -> None:
        self._room = room
        self._models = models
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = False

    def __call__(self, event: Event, state: State) -> None:
        if isinstance(event, Entered | Resumed) and self._room.isconnected():
            attributes = {"segue.agent": event.stage, "segue.path": " ".join(state.path), "segue.models": self._models}
            task = asyncio.get_running_loop().create_task(self._room.local_participant.set_attributes(attributes))
            self._tasks.add(task)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self._told:
            self._told = True
            logger.error("attributes not shown", extra={"error": type(error).__name__})
