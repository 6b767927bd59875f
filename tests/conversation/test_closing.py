"""A call that is over is closed, whatever hangs in it: a tool, an agent's hook, a model or the session itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from livekit.agents import Agent, CloseEvent, CloseReason

from agents import team
from agents.intro import Intro
from agents.task import Task
from segue.call.call import Call
from segue.call.events import Ended, Event, Outcome
from segue.session.build import build
from segue.session.closing import LAST_WITHIN_S, THEN_WITHIN_S, WELL_WITHIN_S
from segue.session.tool_runs import GRACE_S
from segue.session.turn_taking import Typed
from segue.testing import Calls, Says, Waits
from segue.testing.scripted_set import ScriptedSet
from segue.transports.typed import TypedCall
from segue.transports.typed_output import TypedOutput
from segue.transports.word_clock import WordClock
from tests.conversation.hanging import with_hanging
from tests.conversation.scripted_call import Ringing, ringing, storyteller

HELLO, WELL = Says("Hello?"), Says("Well?")
BOUND_S = GRACE_S + WELL_WITHIN_S + THEN_WITHIN_S + LAST_WITHIN_S
KNOWN = {"name": "Ada", "place": "Turin"}


async def forever() -> None:
    await asyncio.Event().wait()


async def whatever_happens() -> None:
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


Hang = Callable[[], Coroutine[Any, Any, None]]
HANGS: list[Hang] = [forever, whatever_happens]


def dialled() -> Ringing:
    """A call that nobody has answered yet."""
    clock, profile = WordClock(), storyteller()
    call = Call(profile, call_id="test", now=clock)
    events: list[Event] = []
    call.subscribe(lambda event, _: events.append(event))
    output = TypedOutput(clock, lambda _: None, lambda: None)
    built = build(call, ScriptedSet(profile, None, {}), team(), Typed())
    return Ringing(call, built, TypedCall(built, clock, output), output, {}, events)


async def closed(line: Ringing) -> None:
    """Hang up, and see that the session is closed within the bound and told the call so once."""
    line.built.closing.begin()
    await asyncio.wait_for(line.built.closing.wait(), 2 * BOUND_S)
    await line.built.director.closed.wait()
    assert [event.outcome for event in line.of(Ended)] == [Outcome.HUNG_UP]


def test_it_takes_three_seconds_at_most() -> None:
    assert BOUND_S < 3.0


@pytest.mark.parametrize("tool", ["wait", "ignore"])
async def test_a_tool_that_hangs_does_not_outlive_the_call(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, told = with_hanging(monkeypatch)
    async with ringing(told, intro=[HELLO, Calls(tool)]) as line:
        answering = asyncio.create_task(line.say("Look it up."))
        await hanging.begun.wait()
        work = line.built.tool_runs.running[0].work
        await closed(line)
        await asyncio.wait([answering])
        assert work.done()
        assert not line.built.tool_runs.running


@pytest.mark.parametrize("hang", HANGS)
async def test_the_first_agent_that_hangs_as_it_takes_the_call_does_not_outlive_it(
    hang: Hang, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hangs(_: Agent) -> None:
        begun.set()
        await hang()

    monkeypatch.setattr(Intro, "on_enter", hangs)
    line = dialled()
    ringing_up = asyncio.create_task(line.typing.ring())
    await begun.wait()
    await closed(line)
    await ringing_up


@pytest.mark.parametrize(("agent", "hook"), [(Task, "on_enter"), (Intro, "on_exit")])
@pytest.mark.parametrize("hang", HANGS)
async def test_an_agent_that_hangs_in_a_hand_off_does_not_outlive_the_call(
    agent: type[Agent], hook: str, hang: Hang, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hangs(_: Agent) -> None:
        begun.set()
        await hang()

    monkeypatch.setattr(agent, hook, hangs)
    async with ringing(None, KNOWN, intro=[HELLO, Calls("begin_task")]) as line:
        answering = asyncio.create_task(line.say("Yes."))
        await begun.wait()
        await closed(line)
        await asyncio.wait([answering])


@pytest.mark.parametrize("hang", HANGS)
async def test_an_agent_that_hangs_as_it_leaves_does_not_outlive_the_call(
    hang: Hang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Intro, "on_exit", lambda _: hang())
    async with ringing(intro=[HELLO]) as line:
        await closed(line)


async def test_a_model_that_never_answers_does_not_outlive_the_call() -> None:
    async with ringing(intro=[HELLO, Waits()]) as line:
        answering = asyncio.create_task(line.say("Are you there?"))
        await asyncio.sleep(0)
        await closed(line)
        await asyncio.wait([answering])


async def test_a_model_that_takes_no_notice_of_being_cancelled_does_not_outlive_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def answers_never(*_: object) -> AsyncIterator[str]:
        begun.set()
        while not let_go.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await let_go.wait()
        yield ""

    async with ringing(intro=[HELLO]) as line:
        monkeypatch.setattr(Intro, "llm_node", answers_never)
        answering = asyncio.create_task(line.say("Are you there?"))
        await begun.wait()
        await closed(line)
        let_go.set()
        await asyncio.wait([answering])


async def test_a_call_that_was_closed_by_the_library_leaves_no_tool_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, told = with_hanging(monkeypatch)
    async with ringing(told, intro=[HELLO, Calls("ignore")]) as line:
        answering = asyncio.create_task(line.say("Look it up."))
        await hanging.begun.wait()
        line.built.session.emit("close", CloseEvent(reason=CloseReason.ERROR))
        await line.built.closing.wait()
        assert not line.built.tool_runs.running
        answering.cancel()
