"""A tool runs with a number and a deadline: what becomes of it is on record, and nothing waits for one that hangs."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

import pytest
from livekit.agents import StopResponse, ToolError, ToolResult, function_tool, llm
from pydantic import Field

from segue.call import running
from segue.call.call import Call
from segue.call.events import Event, ToolAbandoned, ToolFailed, ToolFinished, ToolStarted
from segue.session.tool_runs import CALL_OVER, CANCELLED, FAILED, GIVEN_UP, STILL_RUNNING, TOO_LONG, ToolRuns
from tests.conversation.scripted_call import storyteller

AT_ONCE = 0.001
NEVER = 60.0
SCHEMA = {"name": "raw", "description": "Raw.", "parameters": {"type": "object", "properties": {}, "required": []}}


class Runs(ToolRuns):
    """The runs of a call whose clock stands still, and what was recorded of them."""

    def __init__(self) -> None:
        call = Call(storyteller(), call_id="test", now=lambda: 1.0)
        super().__init__(call)
        self.events: list[Event] = []
        self.started = asyncio.Event()
        self.late: list[tuple[str, dict[str, object], object]] = []
        self.on_late = lambda tool, arguments, result: self.late.append((tool, dict(arguments), result))
        call.subscribe(lambda event, _: self.events.append(event))
        call.subscribe(lambda event, _: self.started.set() if isinstance(event, ToolStarted) else None)

    def begin(self, tool: llm.Tool, within_s: float | None = NEVER, **arguments: object) -> asyncio.Task[Any]:
        """Call the guarded tool as the library does."""
        guarded = self.guarded(tool, within_s)
        assert callable(guarded)

        async def called() -> Any:
            return await guarded(**arguments)

        return asyncio.create_task(called())

    async def begun(self, tool: llm.Tool, within_s: float | None = NEVER, **arguments: object) -> asyncio.Task[Any]:
        """The same, once the tool has begun."""
        self.started.clear()
        task = self.begin(tool, within_s, **arguments)
        await self.started.wait()
        await asyncio.sleep(0)
        return task

    async def over(self) -> None:
        """Wait until every tool has come to its own end."""
        while works := [run.work for run in self.running]:
            await asyncio.wait(works)


def waiting(until: asyncio.Event, result: str = "Done.") -> llm.FunctionTool[Any, Any]:
    """A tool that waits."""

    @function_tool
    async def wait(what: str = "") -> str:
        """Wait."""
        await until.wait()
        return result

    return wait


def stubborn(until: asyncio.Event) -> llm.FunctionTool[Any, Any]:
    """A tool that takes no notice of being cancelled."""

    @function_tool
    async def stubborn() -> str:
        """Wait, whatever happens."""
        while not until.is_set():
            with suppress(asyncio.CancelledError):
                await until.wait()
        return "Done all the same."

    return stubborn


def raising(error: Exception) -> llm.FunctionTool[Any, Any]:
    @function_tool
    async def broken() -> str:
        """Fail."""
        raise error

    return broken


@function_tool
async def described(day: Annotated[str, Field(description="A day.")]) -> str:
    """Look up a day."""
    return day


class Shop:
    """Has a tool that is a method."""

    open = "nine"

    @function_tool
    async def hours(self, weekday: int) -> str:
        """When the shop opens."""
        return f"{self.open} on {weekday}"


@function_tool(raw_schema=SCHEMA)
async def raw(raw_arguments: dict[str, object]) -> object:
    """Not read."""
    return raw_arguments


@pytest.mark.parametrize("tool", [described, Shop().hours, raw])
async def test_the_model_is_shown_the_tool_as_it_was_written(tool: llm.FunctionTool[Any, Any]) -> None:
    guarded = Runs().guarded(tool, NEVER)
    shown = [llm.ToolContext([each]).parse_function_tools("openai") for each in (tool, guarded)]
    assert shown[0] == shown[1]
    assert guarded.id == tool.id


@pytest.mark.parametrize(
    ("tool", "arguments", "result"),
    [
        (described, {"day": "Monday"}, "Monday"),
        (Shop().hours, {"weekday": 2}, "nine on 2"),
        (raw, {"raw_arguments": {"a": 1}}, {"a": 1}),
    ],
)
async def test_a_tools_result_is_what_it_gives_back(tool: llm.Tool, arguments: dict[str, Any], result: object) -> None:
    runs = Runs()
    assert await runs.begin(tool, **arguments) == result
    assert runs.events == [
        ToolStarted(at_s=1.0, run=1, tool=tool.id, arguments=arguments.get("raw_arguments", arguments)),
        ToolFinished(at_s=1.0, run=1, tool=tool.id, result=str(result)),
    ]
    assert not runs.running


async def test_each_run_has_a_number_that_the_tool_and_what_it_calls_can_ask_for() -> None:
    @function_tool
    async def number() -> list[int | None]:
        """Which run is this?"""
        return [running.run.get(), await asyncio.create_task(asyncio.sleep(0, running.run.get()))]

    runs = Runs()
    assert [await runs.begin(number), await runs.begin(number)] == [[1, 1], [2, 2]]
    assert running.run.get() is None


async def test_a_tool_that_takes_too_long_is_given_up_and_the_model_is_told_in_plain_words() -> None:
    runs = Runs()
    with pytest.raises(ToolError, match="took too long") as told:
        await runs.begin(waiting(asyncio.Event()), AT_ONCE)
    assert told.value.message == GIVEN_UP
    await runs.over()
    assert runs.events[1:] == [ToolAbandoned(at_s=1.0, run=1, tool="wait", why=TOO_LONG)]


async def test_one_that_takes_no_notice_is_let_go_and_its_result_is_stale() -> None:
    runs, until = Runs(), asyncio.Event()
    with pytest.raises(ToolError, match="took too long"):
        await runs.begin(stubborn(until), AT_ONCE)
    assert [run.tool for run in runs.running] == ["stubborn"]
    until.set()
    await runs.over()
    assert runs.events[1:] == [
        ToolAbandoned(at_s=1.0, run=1, tool="stubborn", why=TOO_LONG),
        ToolFinished(at_s=1.0, run=1, tool="stubborn", result="Done all the same.", stale=True),
    ]
    assert not runs.late


async def test_a_tool_that_waits_for_words_to_be_heard_has_no_deadline_and_is_not_let_go_by_a_hand_off() -> None:
    runs, until = Runs(), asyncio.Event()
    handing_on = await runs.begun(waiting(until), None)
    runs.release()
    assert not handing_on.done()
    until.set()
    assert await handing_on == "Done."


async def test_a_hand_off_waits_for_no_tool_and_a_result_in_time_is_passed_on_later() -> None:
    runs, until = Runs(), asyncio.Event()
    looking_up = await runs.begun(waiting(until), what="free times")
    runs.release()
    assert await looking_up == ToolResult(STILL_RUNNING, reply_required=False)
    until.set()
    await runs.over()
    assert runs.late == [("wait", {"what": "free times"}, "Done.")]
    assert runs.events[1:] == [ToolFinished(at_s=1.0, run=1, tool="wait", result="Done.")]


async def test_a_raw_tools_late_result_comes_with_the_models_own_arguments() -> None:
    until = asyncio.Event()

    @function_tool(raw_schema=SCHEMA)
    async def slow(raw_arguments: dict[str, object]) -> str:
        await until.wait()
        return "Done."

    runs = Runs()
    await runs.begun(slow, raw_arguments={"day": "Monday"})
    runs.release()
    until.set()
    await runs.over()
    assert runs.late == [("raw", {"day": "Monday"}, "Done.")]


async def test_a_tool_that_a_hand_off_has_let_go_still_has_its_deadline() -> None:
    runs = Runs()
    looking_up = await runs.begun(waiting(asyncio.Event()), 0.05)
    runs.release()
    await looking_up
    await runs.over()
    assert runs.events[1:] == [ToolAbandoned(at_s=1.0, run=1, tool="wait", why=TOO_LONG)]
    assert not runs.late


async def test_a_tool_that_fails_after_a_hand_off_is_on_record() -> None:
    runs, until = Runs(), asyncio.Event()

    @function_tool
    async def breaks() -> str:
        """Break, later."""
        await until.wait()
        raise LookupError("secret")

    await runs.begun(breaks)
    runs.release()
    until.set()
    await runs.over()
    assert runs.events[1:] == [ToolFailed(at_s=1.0, run=1, tool="breaks", what="LookupError")]


async def test_a_tool_that_the_library_cancels_is_cancelled() -> None:
    runs = Runs()
    called = await runs.begun(waiting(asyncio.Event()))
    called.cancel()
    with pytest.raises(asyncio.CancelledError):
        await called
    assert not runs.running
    assert runs.events[1:] == [ToolAbandoned(at_s=1.0, run=1, tool="wait", why=CANCELLED)]


async def test_one_that_takes_no_notice_of_the_library_is_not_waited_for() -> None:
    runs, until = Runs(), asyncio.Event()
    called = await runs.begun(stubborn(until))
    called.cancel()
    with pytest.raises(asyncio.CancelledError):
        await called
    assert [run.tool for run in runs.running] == ["stubborn"]
    until.set()
    await runs.over()
    assert runs.events[-1] == ToolFinished(at_s=1.0, run=1, tool="stubborn", result="Done all the same.", stale=True)


async def test_with_the_call_every_tool_is_over_and_says_nothing() -> None:
    runs, until = Runs(), asyncio.Event()
    called = [await runs.begun(waiting(asyncio.Event())), await runs.begun(stubborn(until), None)]
    await runs.close()
    for each in called:
        with pytest.raises(StopResponse):
            await each
    assert [run.tool for run in runs.running] == ["stubborn"]
    assert [event.why for event in runs.events if isinstance(event, ToolAbandoned)] == [CALL_OVER, CALL_OVER]
    until.set()
    await runs.over()


async def test_no_tool_begins_once_the_call_is_over() -> None:
    runs = Runs()
    await runs.close()
    with pytest.raises(StopResponse):
        await runs.begin(raising(AssertionError("it ran")))
    assert not runs.events


@pytest.mark.parametrize("error", [ToolError("Ask again."), StopResponse()])
async def test_words_for_the_model_are_no_failure(error: Exception) -> None:
    runs = Runs()
    with pytest.raises(type(error)):
        await runs.begin(raising(error))
    assert runs.events[1:] == [ToolFinished(at_s=1.0, run=1, tool="broken", lacks=str(error))]


async def test_what_a_tool_raises_is_on_record_by_its_class_alone() -> None:
    runs = Runs()
    with pytest.raises(LookupError):
        await runs.begin(raising(LookupError("I am Ada from Turin")))
    assert runs.events[1:] == [ToolFailed(at_s=1.0, run=1, tool="broken", what="LookupError")]


async def test_a_tool_that_cancels_itself_has_failed() -> None:
    @function_tool
    async def gives_in() -> str:
        """Give in."""
        raise asyncio.CancelledError

    runs = Runs()
    with pytest.raises(ToolError) as told:
        await runs.begin(gives_in)
    assert told.value.message == FAILED
    assert runs.events[1:] == [ToolFailed(at_s=1.0, run=1, tool="gives_in", what="CancelledError")]


async def test_what_is_no_functions_tool_is_left_as_it_is() -> None:
    own = llm.ProviderTool(id="search")
    assert Runs().guarded(own, NEVER) is own
