"""One job: a call in a LiveKit room, from its first moment to the closed line."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from livekit import rtc
from livekit.agents import AgentSession, JobContext

from segue.call.call import Call
from segue.call.events import Outcome
from segue.call.state import State
from segue.session.build import build
from segue.transports.debugging import refuse_debugging
from segue.transports.feed import CallerFeed
from segue.transports.presence import Presence
from segue.transports.room import Shown, fall_silent, options
from segue.worker.context import WorkerContext
from segue.worker.keeping import complete, keeping
from segue.worker.leftovers import end_what_is_left, let_go_of_threads
from segue.worker.metadata import BadMetadata, Metadata, read
from segue.worker.uploads import upload_no_report, upload_nothing
from segue.worker.watch import watch

logger = logging.getLogger("segue.job")

GRACE_S = 0.5
"""Between the last sound and the deletion of the room: what is still in the caller's jitter buffer is lost with it."""


async def answer(ctx: JobContext, worker: WorkerContext) -> None:
    """Take one job from its room's first moment to its last."""
    let_go_of_threads()
    try:
        await _answer(ctx, worker)
    finally:
        end_what_is_left(lambda: watch().on_lost(ctx.job.id, ctx.job.room.name))


async def _answer(ctx: JobContext, worker: WorkerContext) -> None:
    upload_nothing(ctx)
    ctx.log_context_fields |= {"call": ctx.job.id, "room": ctx.job.room.name}  # on every record, whoever logs it
    told = metadata(ctx, worker)
    caller = await _caller(ctx, told)
    loop = asyncio.get_running_loop()
    began = loop.time()
    call = Call(told.profile, call_id=ctx.job.id, now=lambda: loop.time() - began, facts=told.facts)
    async with keeping(call, worker.settings) as record:
        model_set = worker.model_set(told.profile, call.switched)
        call.subscribe(Shown(ctx.room, model_set.name))
        feed = CallerFeed(ctx.room, caller, call, model_set.name)
        built = build(call, model_set, worker.team, worker.turns(told.profile))
        director = built.director
        built.session.on("user_input_transcribed", feed.hear)
        if caller is None and not ctx.is_fake_job():
            logger.warning("nobody is in the room")
            director.hung_up()
        if caller:
            refuse_debugging(ctx.room, caller.identity)
        Presence(ctx.room, caller, call, ctx.api if caller else None).begin()
        starting = built.session.start(
            built.agent,
            room=ctx.room,
            room_options=options(worker.settings.noise_cancellation, caller),
            # On by default, and then anyone in the room may read the prompts and speak for the caller.
            session_host=False,
            record={"audio": record is not None, "traces": False, "logs": False, "transcript": False},
        )
        with watch().over(call.call_id, ctx.job.room.name, built.tool_runs):
            if await begun(call, starting):
                upload_no_report(built.session)
                director.started()
            await director.closed.wait()
        logger.info("call ended", extra={"outcome": call.state.outcome, "usage": _usage(built.session)})
        await feed.finish()
        await _close_line(ctx, call.state.outcome)  # before the journal: its disk may be slow
    if record is not None:
        await complete(ctx, built.session, call, record)


def metadata(ctx: JobContext, worker: WorkerContext) -> Metadata:
    """The job's metadata; what is malformed is reported and then disregarded, since the caller is already waiting."""
    try:
        return read(ctx.job.metadata, worker.profiles, worker.settings.profile)
    except BadMetadata as bad:
        logger.warning("job metadata disregarded", extra={"reason": str(bad)})
        return Metadata(worker.profile)


async def _caller(ctx: JobContext, told: Metadata) -> rtc.RemoteParticipant | None:
    """Join the room, and wait for the caller as long as the job says; None where nobody comes, or the room is gone."""
    try:
        await ctx.connect()
        if ctx.is_fake_job():
            return None
        async with asyncio.timeout(told.wait_s):
            return await ctx.wait_for_participant(identity=told.caller)
    except (TimeoutError, rtc.ConnectError, RuntimeError):  # the last, where the room goes meanwhile
        return None


async def begun(call: Call, starting: Coroutine[Any, Any, object]) -> bool:
    """Whether `starting` was done before the call began to end; else it is cancelled, and not waited for.

    Raises what it raises.
    """
    over = asyncio.Event()
    work = asyncio.ensure_future(starting)

    def look(_: object, state: State) -> None:
        if state.ending:
            work.cancel()
            over.set()

    call.subscribe(look)
    look(None, call.state)
    ending = asyncio.ensure_future(over.wait())
    await asyncio.wait([work, ending], return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if call.state.ending:
        work.add_done_callback(_let_go)  # a session whose room goes while it starts, raises at that
        return False
    work.result()
    return True


def _let_go(work: "asyncio.Future[Any]") -> None:
    if not work.cancelled() and (error := work.exception()):
        logger.info("the session did not start", extra={"error": type(error).__name__})


async def _close_line(ctx: JobContext, outcome: Outcome | None) -> None:
    if outcome is not Outcome.HUNG_UP:
        await asyncio.sleep(GRACE_S)
    # Leaving is not hanging up: a phone stays connected to an empty room until the room itself goes.
    await fall_silent(ctx.room)
    # First, and by ourselves: the SDK logs it as an error where the server closes its channels.
    await ctx.room.disconnect()
    await ctx.delete_room()
    ctx.shutdown(reason=outcome or "")


def _usage(session: AgentSession[Call]) -> list[Any]:
    return [usage.model_dump(exclude_defaults=True) for usage in session.usage.model_usage]
