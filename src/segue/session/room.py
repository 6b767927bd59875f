"""One call in a LiveKit room: who the caller is, what they see, and how the line is closed."""

import asyncio
import contextlib
import logging
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession, JobContext, room_io
from livekit.rtc.participant import UnpublishTrackError

from segue.call.call import Call
from segue.call.events import Entered, Event, Outcome
from segue.call.metadata import BadMetadata, Metadata, read
from segue.call.state import State
from segue.session.build import build
from segue.session.director import Director
from segue.session.house import House
from segue.session.keeping import keep_sound, keeping
from segue.session.noise import cleaning

logger = logging.getLogger("segue.room")

CALLER_COMES_WITHIN_S = 60.0
"""A room nobody joins is given up after this long."""
GRACE_S = 0.5
"""Between the last sound and the deletion of the room: what is still in the caller's jitter buffer is lost with it."""
SILENT_WITHIN_S = 2.0
"""For the server to take the agents' track down; it takes a few milliseconds."""
BACK_WITHIN_S = 15.0
"""A caller whose connection broke may be back after this long; only then have they hung up."""
LONGEST_TEXT = 2000
"""Characters of a typed message; what is longer is not read."""


async def answer(ctx: JobContext, house: House) -> None:
    """Take one job from its room's first moment to its last."""
    ctx.log_context_fields |= {"call": ctx.job.id, "room": ctx.job.room.name}  # on every record, whoever logs it
    told = metadata(ctx, house)
    await ctx.connect()
    caller = await _caller(ctx, told)
    if caller is None and not ctx.is_fake_job():
        logger.warning("nobody joined the room")
        await _close_line(ctx, Outcome.HUNG_UP)
        return
    loop = asyncio.get_running_loop()
    began = loop.time()
    call = Call(told.profile, call_id=ctx.job.id, now=lambda: loop.time() - began, facts=told.facts)
    with keeping(call, house.settings) as folder:
        voices = house.voices(told.profile, call.failed)
        call.subscribe(_Shown(ctx.room, voices.name))
        built = build(call, voices, house.team, house.turns(told.profile))
        ctx.room.on("participant_disconnected", _Departure(built.director, ctx.room, caller))
        await built.session.start(
            built.agent,
            room=ctx.room,
            room_options=_options(house, caller),
            # On by default, and then anyone in the room may read the prompts and speak for the caller.
            session_host=False,
            record={"audio": house.settings.record, "traces": False, "logs": False, "transcript": False},
        )
        built.director.start_clock()
        await built.director.closed.wait()
        if folder is not None:
            keep_sound(ctx, built.session, folder)
    logger.info("call ended", extra={"outcome": call.state.outcome, "usage": _usage(built.session)})
    await _close_line(ctx, call.state.outcome)


def metadata(ctx: JobContext, house: House) -> Metadata:
    """The job's metadata; what is malformed is reported and then disregarded, since the caller is already waiting."""
    try:
        return read(ctx.job.metadata, house.profiles, house.settings.profile)
    except BadMetadata as bad:
        logger.warning("job metadata disregarded", extra={"reason": str(bad)})
        return Metadata(house.profile)


async def _caller(ctx: JobContext, told: Metadata) -> rtc.RemoteParticipant | None:
    if ctx.is_fake_job():
        return None
    try:
        async with asyncio.timeout(CALLER_COMES_WITHIN_S):
            return await ctx.wait_for_participant(identity=told.caller)
    except TimeoutError:
        return None


async def _close_line(ctx: JobContext, outcome: Outcome | None) -> None:
    if outcome is not Outcome.HUNG_UP:
        await asyncio.sleep(GRACE_S)
    # Leaving is not hanging up: a phone stays connected to an empty room until the room itself goes.
    await _fall_silent(ctx.room)
    await ctx.delete_room()
    ctx.shutdown(reason=outcome or "")


async def _fall_silent(room: rtc.Room) -> None:
    """Take the agents' track down. One that is still published when the room goes keeps a thread for good."""
    if not room.isconnected():
        return
    with contextlib.suppress(UnpublishTrackError, TimeoutError):
        async with asyncio.timeout(SILENT_WITHIN_S):
            for track in [*room.local_participant.track_publications]:
                await room.local_participant.unpublish_track(track)


def _options(house: House, caller: rtc.RemoteParticipant | None) -> room_io.RoomOptions:
    on_phone = caller is not None and caller.kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP
    options = room_io.RoomOptions(
        audio_input=room_io.AudioInputOptions(noise_cancellation=cleaning(house.settings.noise_cancellation)),
        text_input=False if on_phone else room_io.TextInputOptions(text_input_cb=_typed),
        text_output=room_io.TextOutputOptions(sync_transcription=True),
    )
    if caller is not None:
        options.participant_identity = caller.identity
    return options


async def _typed(session: AgentSession[Call], event: room_io.TextInputEvent) -> None:
    """Answer what the caller typed; during a goodbye that may not be interrupted it waits instead of being lost."""
    if not (text := event.text[:LONGEST_TEXT].strip()) or session.userdata.state.ending:
        return
    speech = session.current_speech
    if speech is None or speech.allow_interruptions:
        await session.interrupt()
    session.generate_reply(user_input=text)


def _usage(session: AgentSession[Call]) -> list[Any]:
    return [usage.model_dump(exclude_defaults=True) for usage in session.usage.model_usage]


class _Shown:
    """Shows who has the call, and with which voices, as attributes of the agent's participant.

    Where that fails, the log says so once; each stage is tried again, for its attributes hold all that came before.
    """

    def __init__(self, room: rtc.Room, voices: str) -> None:
        self._room = room
        self._voices = voices
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = False

    def __call__(self, event: Event, state: State) -> None:
        if isinstance(event, Entered) and self._room.isconnected():
            attributes = {"segue.agent": event.stage, "segue.path": " ".join(state.path), "segue.voices": self._voices}
            task = asyncio.get_running_loop().create_task(self._room.local_participant.set_attributes(attributes))
            self._tasks.add(task)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self._told:
            self._told = True
            logger.error("attributes not shown", extra={"error": type(error).__name__})


class _Departure:
    """Tells a caller who hung up from one whose connection broke.

    LiveKit's own watch ends a call when the caller left on purpose. All other reasons get time to come back.
    """

    def __init__(self, director: Director, room: rtc.Room, caller: rtc.RemoteParticipant | None) -> None:
        self._director = director
        self._room = room
        self._caller = caller

    def __call__(self, participant: rtc.RemoteParticipant) -> None:
        if self._caller is not None and participant.identity == self._caller.identity:
            asyncio.get_running_loop().call_later(BACK_WITHIN_S, self._give_up)

    def _give_up(self) -> None:
        absent = self._caller is None or self._caller.identity not in self._room.remote_participants
        if absent and not self._director.closed.is_set():
            self._director.hung_up()
