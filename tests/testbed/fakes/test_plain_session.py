"""A session of plain livekit-agents among the fakes: each word on both sides, and which are lost at its hazards."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from livekit.agents import Agent, AgentSession, APIConnectionError, RunContext, function_tool

from segue.testing import Calls, Reply, Says, ScriptedLLM, Waits
from testbed.fakes import Caller, Earpiece, FakeSTT, FakeTTS, FakeTurns, Raises, Stalls, attach
from testbed.virtual_time import in_virtual_time, run

THINKS = Waits(for_s=0.3)


class Greets(Agent):
    def __init__(self, greeting: str, speaker: str, *tools: object, uninterruptible: bool = False) -> None:
        super().__init__(instructions="Talk.", tools=[*tools], tts=FakeTTS(speaker))  # type: ignore[list-item]  # a decorated function is a tool
        self._greeting, self._uninterruptible = greeting, uninterruptible

    async def on_enter(self) -> None:
        self.session.say(self._greeting, allow_interruptions=not self._uninterruptible)


@dataclass
class PlainCall:
    session: AgentSession[None]
    caller: Caller
    earpiece: Earpiece
    stt: FakeSTT

    def history(self) -> list[tuple[str, str]]:
        return [(message.role, message.text_content or "") for message in self.session.history.messages()]


@contextlib.asynccontextmanager
async def ringing(agent: Agent, *replies: Reply, turns: FakeTurns | None = None) -> AsyncIterator[PlainCall]:
    turns, recogniser = turns or FakeTurns(), FakeSTT()
    session = AgentSession[None](
        stt=recogniser,
        vad=turns.vad(),
        llm=ScriptedLLM(*replies),
        turn_handling=turns.handling(),
        aec_warmup_duration=None,
        session_close_transcript_timeout=0.1,
    )
    caller, earpiece = Caller(), Earpiece()
    attach(session, caller, earpiece)
    await session.start(agent)
    yield PlainCall(session, caller, earpiece, recogniser)
    caller.hang_up()
    await session.aclose()


@in_virtual_time()
async def test_a_call_is_told_to_the_word_on_both_sides() -> None:
    agent = Greets("Hello there, what shall it be?", "agent")
    answers = [(THINKS, Says("A fox it is then, and a very fine one indeed.")), (THINKS, Says("An owl then."))]
    async with ringing(agent, *answers) as line:
        await line.earpiece.until("shall it be?")
        await line.caller.say("yes make it a fox")
        await line.earpiece.until("a very")
        await line.caller.say("no no an owl please")
        await line.earpiece.until("An owl then.")
        await line.earpiece.until_quiet()
        heard = "Hello there, what shall it be? A fox it is then, and a very fine An owl then."
        assert line.earpiece.text() == heard
        assert line.caller.text() == "yes make it a fox no no an owl please"
        assert line.stt.finals == ["yes make it a fox", "no no an owl please"]
        assert line.history() == [
            ("assistant", "Hello there, what shall it be?"),
            ("user", "yes make it a fox"),
            ("assistant", "A fox it is then, and a very fine"),
            ("user", "no no an owl please"),
            ("assistant", "An owl then."),
        ]


async def one_word_each() -> tuple[list[tuple[str, str]], list[str]]:
    async with ringing(Greets("Hello.", "agent"), Says("Good.")) as line:
        await line.earpiece.until("Hello.")
        await line.caller.say("yes")
        await line.earpiece.until("Good.")
        await line.earpiece.until_quiet(for_s=0.3)
        return line.history(), line.stt.finals


def test_under_an_ordinary_loop_it_is_the_same_call() -> None:
    assert asyncio.run(one_word_each()) == run(one_word_each())


@in_virtual_time()
async def test_seconds_are_exact() -> None:
    async with ringing(Greets("One two.", "agent"), (THINKS, Says("Three."))) as line:
        await line.caller.say("go on", at_s=1.0)
        await line.earpiece.until("Three.")
        await line.earpiece.until_quiet()
        assert [(round(each.start_s, 2), round(each.end_s, 2)) for each in line.earpiece.log] == [
            (0.1, 0.34),
            (0.34, 0.58),
            # said by 1.48; 0.3 until the turn is taken, 0.3 for the LLM, 0.1 for the TTS
            (2.18, 2.42),
        ]
        assert [round(end - start, 2) for start, end in line.earpiece.silences(longer_than_s=0.5)] == [1.6, 1.02]


@in_virtual_time()
async def test_a_cough_pauses_a_speech_and_costs_it_no_word() -> None:
    async with ringing(Greets("One two three four five six seven.", "agent")) as line:
        await line.earpiece.until("three")
        line.caller.cough()
        await line.earpiece.until("seven.")
        assert line.earpiece.text() == "One two three four five six seven."
        assert len(line.earpiece.silences(since_s=0.5, longer_than_s=0.5)) == 1
        assert line.stt.finals == []


@in_virtual_time()
async def test_words_said_into_a_speech_that_may_not_be_interrupted_are_lost() -> None:
    agent = Greets("This has to be said to the very end.", "agent", uninterruptible=True)
    async with ringing(agent, Says("Yes?")) as line:
        await line.earpiece.until("has to")
        await line.caller.say("my number is nine")
        await line.earpiece.until_quiet()
        assert line.caller.text() == "my number is nine"
        assert line.stt.finals == []
        assert line.history() == [("assistant", "This has to be said to the very end.")]


@in_virtual_time()
async def test_of_words_that_begin_under_it_the_front_is_lost() -> None:
    agent = Greets("This has to be said to the very end.", "agent", uninterruptible=True)
    async with ringing(agent, Says("Yes?")) as line:
        await line.earpiece.until("to the very")
        await line.caller.say("my number is nine")
        await line.earpiece.until("Yes?")
        assert line.stt.finals == ["number is nine"]


def handing_on(to: Agent, *, takes_s: float) -> object:
    @function_tool
    async def hand_on(context: RunContext[None]) -> Agent:
        """Hand the caller on."""
        await asyncio.sleep(takes_s)
        return to

    return hand_on


@in_virtual_time()
async def test_what_is_said_while_a_hand_off_drains_is_dropped() -> None:
    """It is recognised, and paid for, and no agent is ever told."""

    class Slow(Greets):
        async def on_exit(self) -> None:
            await asyncio.sleep(3.0)

    target = Greets("Here is the other one.", "target")
    origin = Slow("Who is calling?", "origin", handing_on(target, takes_s=0.1))
    async with ringing(origin, (THINKS, Calls("hand_on"))) as line:
        await line.earpiece.until("calling?")
        await line.caller.say("it is Ada")
        await asyncio.sleep(1.5)
        await line.caller.say("and I like owls")
        await line.earpiece.until("other one.")
        await line.earpiece.until_quiet()
        assert line.stt.finals == ["it is Ada", "and I like owls"]
        assert line.history() == [
            ("assistant", "Who is calling?"),
            ("user", "it is Ada"),
            ("assistant", "Here is the other one."),
        ]
        assert line.earpiece.turns() == [("origin", "Who is calling?"), ("target", "Here is the other one.")]


@in_virtual_time()
async def test_a_stream_of_the_recogniser_outlives_a_hand_off() -> None:
    target = Greets("Here is the other one.", "target")
    origin = Greets("Who is calling?", "origin", handing_on(target, takes_s=0.1))
    async with ringing(origin, Calls("hand_on"), Says("Good.")) as line:
        await line.earpiece.until("calling?")
        await line.caller.say("it is Ada")
        await line.earpiece.until("other one.")
        await line.caller.say("hello")
        await line.earpiece.until("Good.")
        assert len(line.stt.streams) == 1


@in_virtual_time()
async def test_a_caller_who_hangs_up_is_not_heard_any_more() -> None:
    async with ringing(Greets("Hello.", "agent")) as line:
        await line.earpiece.until("Hello.")
        line.caller.say("I will be off now")
        line.caller.hang_up(at_s=line.caller.now_s + 0.6)
        await line.caller.hung_up.wait()
        assert line.caller.text() == "I will"


@in_virtual_time()
async def test_sound_that_nobody_pulls_waits_and_is_heard_later() -> None:
    caller, hears = Caller(), FakeSTT()
    await caller.say("one two three")
    await asyncio.sleep(5.0)
    assert caller.behind_s == pytest.approx(5.72, abs=0.03)
    async with hears.stream() as stream:
        while caller.behind_s >= 0.02:
            stream.push_frame(await anext(caller))
        stream.end_input()
        finals = [event.alternatives[0].text async for event in stream if event.type == "final_transcript"]
    assert finals == ["one two three"]


@in_virtual_time()
async def test_a_voice_that_stalls_leaves_silence_and_loses_nothing() -> None:
    agent = Greets("One two three.", "agent")
    agent.tts.fault = Stalls(after_words=2, for_s=1.5)  # type: ignore[union-attr]  # it is a FakeTTS
    async with ringing(agent) as line:
        await line.earpiece.until("three.")
        assert line.earpiece.text() == "One two three."
        [(start, end)] = line.earpiece.silences(since_s=0.2, longer_than_s=0.1)
        assert round(end - start, 2) == 1.02


@in_virtual_time()
async def test_a_voice_that_fails_in_mid_speech_is_heard_that_far() -> None:
    agent = Greets("One two three.", "agent")
    agent.tts.fault = Raises(after_words=2, error=APIConnectionError("gone", retryable=False))  # type: ignore[union-attr]
    async with ringing(agent) as line:
        await line.earpiece.until("two")
        await line.earpiece.until_quiet()
        assert line.earpiece.text() == "One two"


@in_virtual_time()
async def test_what_is_said_while_the_input_is_disabled_is_lost_as_in_a_room() -> None:
    async with ringing(Greets("Hello.", "agent"), Says("Yes?")) as line:
        await line.earpiece.until("Hello.")
        line.session.input.set_audio_enabled(False)
        await line.caller.say("one two")
        line.session.input.set_audio_enabled(True)
        await line.caller.say("three four")
        await line.earpiece.until("Yes?")
        assert line.stt.finals == ["three four"]


@in_virtual_time()
async def test_turns_can_be_taken_by_the_recogniser() -> None:
    async with ringing(Greets("Hello.", "agent"), Says("Yes?"), turns=FakeTurns(detection="stt")) as line:
        await line.earpiece.until("Hello.")
        await line.caller.say("one two")
        await line.earpiece.until("Yes?")
        assert line.history()[1:] == [("user", "one two"), ("assistant", "Yes?")]


@in_virtual_time()
async def test_heard_throughout_the_words_are_recognised_and_yet_dropped() -> None:
    """That the recogniser is given the sound is not enough: the turn is not taken, and no agent is told."""
    agent = Greets("This has to be said to the very end.", "agent", uninterruptible=True)
    async with ringing(agent, Says("Yes?"), turns=FakeTurns(hears_throughout=True)) as line:
        await line.earpiece.until("This has")
        await line.caller.say("my number is")
        await line.earpiece.until_quiet()
        assert line.stt.finals == ["my number is"]
        assert ("user", "my number is") not in line.history()
