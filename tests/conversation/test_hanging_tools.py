"""A tool that hangs is given up: the caller is told, the next turn is answered and the next hand-off works."""

import asyncio

import pytest
from livekit.agents import function_tool, llm

from segue.call.events import Entered, Learnt, Outcome, ToolAbandoned, ToolFinished, ToolStarted
from segue.profile.traits import Trait
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind
from segue.session.tool_runs import CALL_OVER, GIVEN_UP, STILL_RUNNING, TOO_LONG
from segue.testing import Calls, Reply, Says
from tests.conversation.hanging import with_hanging
from tests.conversation.scripted_call import ringing
from tools import TOOLS

HELLO, SORRY, WELL = Says("Hello?"), Says("That did not work out just now."), Says("Well?")
BYE = Says("Goodbye, Ada.")
KNOWN = {"name": "Ada", "place": "Turin"}
SOON_S = 0.05


@pytest.mark.parametrize("tool", ["wait", "ignore"])
async def test_after_a_tool_that_hangs_the_caller_is_told_and_the_next_turn_is_answered(
    tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging, told = with_hanging(monkeypatch, SOON_S)
    async with ringing(told, intro=[HELLO, Calls(tool), SORRY, WELL]) as line:
        await line.say("Look it up.")
        assert line.asked("intro").results() == [GIVEN_UP]
        assert line.spoken()[-1] == ("intro", SORRY.text)
        assert [event.why for event in line.of(ToolAbandoned)] == [TOO_LONG]
        await line.say("Never mind.")
        assert line.spoken()[-1] == ("intro", WELL.text)
        hanging.until.set()


@pytest.mark.parametrize("tool", ["wait", "ignore"])
async def test_after_a_tool_that_hangs_the_next_hand_off_works(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, told = with_hanging(monkeypatch, SOON_S)
    script: dict[str, list[Reply]] = {"intro": [HELLO, Calls(tool), SORRY, Calls("begin_task")], "task": [WELL]}
    async with ringing(told, KNOWN, **script) as line:
        await line.say("Look it up.")
        await line.say("Then go on.")
        assert [event.stage for event in line.of(Entered)] == ["intro", "task"]
        assert line.spoken()[-1] == ("task", WELL.text)
        hanging.until.set()


async def test_a_tool_may_be_given_less_time_than_the_profile_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    @tool_kind(within_s=SOON_S)
    def brief(context: StageContext) -> llm.Tool:
        @function_tool
        async def brief() -> None:
            """Wait for ever."""
            await asyncio.Event().wait()

        return brief

    _, told = with_hanging(monkeypatch)
    monkeypatch.setitem(TOOLS, "brief", brief)
    stages = {name: spec.model_copy(update={"tools": ["brief"]}) for name, spec in told.stages.items()}
    async with ringing(told.model_copy(update={"stages": stages}), intro=[HELLO, Calls("brief"), SORRY]) as line:
        await line.say("Look it up.")
        assert line.asked("intro").results() == [GIVEN_UP]


async def test_a_tool_that_hands_the_caller_on_or_ends_the_call_may_take_as_long_as_the_words_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @tool_kind(Trait.HANDS_ON, within_s=SOON_S)
    def transfer(context: StageContext) -> llm.Tool:
        @function_tool
        async def transfer() -> str:
            """Hand the caller to a person."""
            await asyncio.sleep(2 * SOON_S)
            return "They are there."

        return transfer

    _, told = with_hanging(monkeypatch)
    monkeypatch.setitem(TOOLS, "transfer", transfer)
    stages = {name: spec.model_copy(update={"tools": ["transfer"]}) for name, spec in told.stages.items()}
    changed = told.model_copy(update={"stages": stages, "traits": {"transfer": transfer.traits}})
    async with ringing(changed, intro=[HELLO, Calls("transfer"), WELL]) as line:
        await line.say("I want a person.")
        assert line.asked("intro").results() == ["They are there."]


async def test_a_hand_off_waits_for_no_tool_and_what_it_finds_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, told = with_hanging(monkeypatch)
    found: list[tuple[str, object, object]] = []
    async with ringing(told, intro=[HELLO, Calls("wait", {"what": "Ada"})]) as line:
        line.built.tool_runs.on_late = lambda *late: found.append(late)
        answering = asyncio.create_task(line.say("Look it up."))
        await hanging.begun.wait()
        line.built.tool_runs.release()
        await answering
        outputs = [item.output for item in line.typing.history.items if item.type == "function_call_output"]
        assert outputs == [STILL_RUNNING]
        hanging.until.set()
        await asyncio.wait([run.work for run in line.built.tool_runs.running])
        assert found == [("wait", {"what": "Ada"}, "Found for Ada.")]
        assert not line.of(ToolFinished)[-1].stale


async def test_what_a_tool_does_is_on_record_between_its_beginning_and_its_end() -> None:
    async with ringing(intro=[HELLO, Calls("remember", {"name": "Ada"}), WELL]) as line:
        await line.say("I'm Ada.")
        kinds = ToolStarted | Learnt | ToolFinished
        assert [type(event) for event in line.events if isinstance(event, kinds)] == [ToolStarted, Learnt, ToolFinished]
        assert [event.run for event in line.of(ToolFinished)] == [1]


async def test_a_tool_that_is_running_when_the_call_is_over_is_cancelled_and_nobody_answers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hanging, told = with_hanging(monkeypatch)
    async with ringing(told, intro=[HELLO, Calls("wait")]) as line:
        answering = asyncio.create_task(line.say("Look it up."))
        await hanging.begun.wait()
        await line.built.tool_runs.close()
        await answering
        assert hanging.cancelled.is_set()
        assert [event.why for event in line.of(ToolAbandoned)] == [CALL_OVER]


async def test_a_caller_who_does_not_wait_for_a_tool_is_answered_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, told = with_hanging(monkeypatch)
    async with ringing(told, intro=[HELLO, Calls("wait"), WELL, SORRY]) as line:
        answering = asyncio.create_task(line.say("Look it up."))
        await hanging.begun.wait()
        await line.built.session.generate_reply(user_input="What else is there?")
        assert line.spoken()[-1] == ("intro", WELL.text)
        assert not hanging.cancelled.is_set()
        hanging.until.set()
        await answering


@pytest.mark.parametrize("beside", [("wait", "end_call"), ("end_call", "wait")])
async def test_a_goodbye_waits_for_no_tool_that_hangs(beside: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, told = with_hanging(monkeypatch)
    async with ringing(told, intro=[HELLO, (Calls(beside[0]), Calls(beside[1])), BYE]) as line:
        await line.say("Look it up. Or no, goodbye.")
        assert line.spoken()[-1] == ("intro", BYE.text)
        assert line.call.state.outcome is Outcome.GOODBYE
        assert hanging.cancelled.is_set()
