"""A session of plain livekit-agents with the fake realtime model: it hears, answers and is broken into."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from livekit.agents import Agent, AgentSession, APIConnectionError, ErrorEvent, TurnHandlingOptions

from segue.testing import Reply, Says, ScriptedLLM, Waits
from testbed.fakes import Caller, Earpiece, FakeRealtimeModel, FakeTurns, attach
from testbed.virtual_time import in_virtual_time

THINKS = Waits(for_s=0.3)
STORY = (THINKS, Says("Once upon a time there was a fox."))


class Tells(Agent):
    def __init__(self, model: FakeRealtimeModel) -> None:
        super().__init__(instructions="Tell a story.", llm=model, stt=None, tts=None)

    async def on_enter(self) -> None:
        self.session.generate_reply()


@dataclass
class RealtimeLine:
    session: AgentSession[None]
    caller: Caller
    earpiece: Earpiece
    model: FakeRealtimeModel
    script: ScriptedLLM
    errors: list[ErrorEvent]

    def history(self) -> list[tuple[str, str]]:
        return [(message.role, message.text_content or "") for message in self.session.history.messages()]


@contextlib.asynccontextmanager
async def ringing(
    *replies: Reply, takes_turns: bool = True, fails: Exception | None = None
) -> AsyncIterator[RealtimeLine]:
    script = ScriptedLLM(*replies)
    model = FakeRealtimeModel("story", script, takes_turns=takes_turns, fails=fails)
    turns = FakeTurns()
    handling: TurnHandlingOptions = {"turn_detection": "realtime_llm"} if takes_turns else turns.handling()
    session = AgentSession[None](
        vad=turns.vad(), turn_handling=handling, aec_warmup_duration=None, session_close_transcript_timeout=0.1
    )
    errors: list[ErrorEvent] = []
    session.on("error", errors.append)
    caller, earpiece = Caller(), Earpiece()
    attach(session, caller, earpiece)
    await session.start(Tells(model))
    yield RealtimeLine(session, caller, earpiece, model, script, errors)
    caller.hang_up()
    await session.aclose()


@pytest.mark.parametrize("takes_turns", [True, False])
def test_whoever_takes_the_turns_the_call_is_told_to_the_word(takes_turns: bool) -> None:
    @in_virtual_time()
    async def call() -> None:
        async with ringing(STORY, (THINKS, Says("In the wood.")), takes_turns=takes_turns) as line:
            await line.earpiece.until("there was")
            await line.caller.say("where was it")
            await line.earpiece.until("the wood.")
            await line.earpiece.until_quiet()
            assert line.earpiece.text().startswith("Once upon a time there was")
            told = line.earpiece.text().removesuffix(" In the wood.")
            assert line.history() == [
                ("assistant", told),
                ("user", "where was it"),
                ("assistant", "In the wood."),
            ]
            assert line.script.asked[-1].heard() == [("assistant", told), ("user", "where was it")]
            assert line.script.done

    call()


@in_virtual_time()
async def test_connecting_is_heard_as_silence() -> None:
    async with ringing((Says("Hello."),)) as line:
        await line.earpiece.until("Hello.")
        assert line.earpiece.log[0].start_s == pytest.approx(0.3)


@in_virtual_time()
async def test_what_is_said_before_it_has_connected_is_heard() -> None:
    async with ringing((THINKS, Says("Yes, it is."))) as line:
        line.caller.say("is that you")
        await line.earpiece.until("it is.")
        assert line.model.sessions[0].heard == ["is that you"]


@in_virtual_time()
async def test_a_cough_cuts_what_it_says_where_it_takes_the_turns() -> None:
    async with ringing(STORY) as line:
        await line.earpiece.until("a time")
        await line.caller.cough()
        await line.earpiece.until_quiet()
        assert "fox" not in line.earpiece.text()
        assert line.model.sessions[0].heard == []


@in_virtual_time()
async def test_what_it_is_told_and_offered_is_kept() -> None:
    async with ringing((Says("Hello."),)) as line:
        await line.earpiece.until("Hello.")
        assert line.script.asked[0].instructions() == "Tell a story."


@in_virtual_time()
async def test_where_it_cannot_connect_the_session_is_told() -> None:
    async with ringing(STORY, fails=APIConnectionError("no route")) as line:
        await line.earpiece.until_quiet(for_s=2.0)
        assert [error.error.recoverable for error in line.errors] == [False]
        assert line.earpiece.text() == ""
