"""A call by voice on this machine: a caller's process on one end of a line, a session on the other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from livekit.agents.utils import http_context

from segue.call.call import Call
from segue.caller.ringing import CallerDied, lines_said, ringing
from segue.models.local import weights
from segue.models.local.weights import LocalModels
from segue.models.vad import livekit_vad
from segue.player.finished import Finished
from segue.player.staging import Audience, Staging
from segue.player.tool_uses import tool_uses
from segue.player.watching import Unfailing
from segue.records.folder import Folder
from segue.records.journal import Journal
from segue.records.recording import Recording
from segue.session.build import Built, build
from segue.session.turn_taking import Spoken
from segue.transports.frames import SAMPLE_RATE
from segue.transports.line import Line, attach
from segue.transports.sound.loudspeaker import Loudspeaker, loudspeaker
from segue.worker.exit import wait_for_sdk_threads


async def spoken(
    stage: Staging, folder: Folder, caller: Sequence[str], audience: Audience, *, aloud: bool = False
) -> Finished:
    """Play the call whose caller is the process that `caller` starts; its record lands in `folder`.

    `aloud`, it is also heard on this machine's loudspeaker, if there is any; the audience is told of that in a line.

    Where this is cancelled, the caller hangs up, and the journal and the recording are whole.
    """
    wait_for_sdk_threads()
    audience = Unfailing(audience)
    audience.progress("loading speech models and the caller")
    loading = asyncio.get_running_loop().run_in_executor(None, weights.load)
    sounding = loudspeaker(audience.progress) if aloud else contextlib.nullcontext(Loudspeaker())
    played: _Played | None = None
    died = ""
    try:
        async with _meanwhile(sounding) as looking, ringing(caller) as (says, hears), http_context.open():
            speaker, loaded = await looking, await loading
            played = await _play(
                stage, folder, loaded, lambda recording: Line(says, hears, recording, speaker), audience
            )
    except CallerDied as why:
        died = str(why)
    assert played is not None, "whoever died was ready before, and their call was played"
    return Finished(
        played.call,
        played.goodbye_whole,
        played.line.underruns,
        tool_uses(played.built.session.history),
        [line["text"] or None for line in lines_said(folder.caller_log)],
        died,
    )


@contextlib.asynccontextmanager
async def _meanwhile(
    entering: contextlib.AbstractAsyncContextManager[Loudspeaker],
) -> AsyncIterator[asyncio.Task[Loudspeaker]]:
    """Look for a loudspeaker while the caller gets ready; the task has it."""
    async with contextlib.AsyncExitStack() as stack:
        looking = asyncio.create_task(stack.enter_async_context(entering))
        try:
            yield looking
        finally:
            looking.cancel()
            await asyncio.wait([looking])


@dataclass(frozen=True, slots=True)
class _Played:
    call: Call
    built: Built
    line: Line

    @property
    def goodbye_whole(self) -> bool:
        last = self.line.output.played[-1] if self.line.output.played else None
        return last is not None and not last.interrupted and last.lost_s == 0


async def _play(
    stage: Staging,
    folder: Folder,
    loaded: LocalModels,
    line_for: Callable[[Recording], Line],
    audience: Audience,
) -> _Played:
    with Recording(folder.recording, SAMPLE_RATE) as recording, Journal(folder.journal) as journal:
        line = line_for(recording)
        call = Call(stage.profile, call_id=folder.path.name, now=lambda: line.now_s, facts=stage.facts)
        journal.keep(call)
        call.subscribe(audience.show)
        models = stage.model_set_of(loaded, call.switched)
        built = build(call, models, stage.team, Spoken(livekit_vad(), stage.turns, stage.preemptive))
        attach(built.session, line, lambda text: audience.speak(call.state.stage, text), audience.breathe)
        carrying = asyncio.create_task(line.run())
        audience.progress("ringing")
        starting = asyncio.create_task(built.session.start(built.agent))
        try:
            await asyncio.shield(starting)
            built.director.started()
            await _either(built.director.closed, line.hung_up)
        finally:
            await starting  # a session that has not started can't be closed
            if not built.director.closed.is_set():
                built.director.hung_up()
                await built.director.closed.wait()
            await carrying
    return _Played(call, built, line)


async def _either(one: asyncio.Event, other: asyncio.Event) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in (one, other)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
