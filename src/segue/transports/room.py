"""A LiveKit room as a call's way in and out: what is listened to, what is typed, what is shown, how it is left."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

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
BACK_WITHIN_S = 15.0
"""A caller whose connection broke may be back after this long; only then have they hung up."""
ON_PURPOSE = (
    rtc.DisconnectReason.CLIENT_INITIATED,
    rtc.DisconnectReason.ROOM_DELETED,
    rtc.DisconnectReason.USER_REJECTED,
)
"""How a caller leaves who means it."""
LONGEST_TEXT = 2000
"""Characters of a typed message; what is longer is not read."""


def options(noise_cancellation: NoiseCancellation, caller: rtc.RemoteParticipant | None) -> room_io.RoomOptions:
    """How the session uses the room: it hears `caller` alone, and reads what they type unless they are on a phone."""
    on_phone = caller is not None and caller.kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    made = room_io.RoomOptions(
        # `Departure` sees to it: the library would wait for whatever hangs.
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


class Departure:
    """Tells a caller who hung up from one whose connection broke, who gets time to come back.

    Hears of participants who leave the room; `room_gone` is for who hears that the agents themselves are out of it.
    """

    def __init__(self, room: rtc.Room, caller: rtc.RemoteParticipant | None, hung_up: Callable[[], None]) -> None:
        self._room = room
        self._caller = caller
        self._hung_up = hung_up

    def __call__(self, participant: rtc.RemoteParticipant) -> None:
        if self._caller is None or participant.identity != self._caller.identity:
            return
        if participant.disconnect_reason in ON_PURPOSE:
            self._hung_up()
        else:
            asyncio.get_running_loop().call_later(BACK_WITHIN_S, self._give_up)

    def room_gone(self, reason: object) -> None:
        """There is no room any more, or none for the agents."""
        self._hung_up()

    def _give_up(self) -> None:
        if self._caller is None or self._caller.identity not in self._room.remote_participants:
            self._hung_up()
