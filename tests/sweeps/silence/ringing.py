"""A spoken call among the table's fakes, from its first moment to its last."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final

from segue.call.call import Call
from segue.profile.model import Profile
from segue.session.build import Built, build
from testbed.fakes import Earpiece, FakeTurns, FakeVAD, attach
from testbed.spoken_call import FakedTurns
from tests.sweeps.silence.sets import Fakes, wrapped
from tests.sweeps.silence.team import played_by
from tests.sweeps.silence.unhurried import UnhurriedCaller

ENDS_WITHIN_S: Final = 30.0
"""After the caller has hung up: then it is given up. How soon it is to end is one of the promises."""


@dataclass(frozen=True, slots=True)
class Line:
    """Both ends of a spoken call."""

    call: Call
    caller: UnhurriedCaller
    earpiece: Earpiece
    closed: asyncio.Event


@contextlib.asynccontextmanager
async def ringing(told: Profile, fakes: Fakes, watch: Callable[[Call], None]) -> AsyncIterator[Line]:
    """A call among `fakes` that is being answered; hung up at the end, if it is not over, and seen to its end."""
    caller, earpiece, turns = UnhurriedCaller(), Earpiece(), FakeTurns(FakeVAD())
    call = Call(told, call_id="cell", now=lambda: caller.now_s)
    watch(call)
    models = wrapped(fakes, call.switched)
    built = build(call, models, played_by(fakes.trouble), FakedTurns(turns.vad(), fakes=turns))
    attach(built.session, caller, earpiece)
    built.session.on("close", lambda _: None if caller.hung_up.is_set() else caller.hang_up())
    closed = built.director.closed
    hanging_up, starting = asyncio.create_task(_hang_up(caller, built)), asyncio.create_task(_start(built))
    try:
        yield Line(call, caller, earpiece, closed)
    finally:
        if not caller.hung_up.is_set():
            caller.hang_up()
        try:
            await asyncio.wait_for(asyncio.gather(hanging_up, closed.wait()), ENDS_WITHIN_S)
        finally:
            starting.cancel()


async def _start(built: Built) -> None:
    """Answer the call."""
    await built.session.start(built.agent)
    built.director.started()


async def _hang_up(caller: UnhurriedCaller, built: Built) -> None:
    await caller.hung_up.wait()
    if not built.director.closed.is_set():
        built.director.hung_up()
