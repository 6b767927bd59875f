"""What agents may do: remember, look up, settle and end the call, each with words for the model where it may not."""

import json
from typing import Any

import pytest

from agents import team
from segue.call.events import Declined, Ended, Ending, Learnt, Outcome, Said, Settled
from segue.profile.model import Profile
from segue.testing import Calls, Reply, Says, load_profile
from tests.conversation.scripted_call import PROFILES, ringing, storyteller

HELLO, WELL = Says("Hello?"), Says("Well?")
BYE = Says("Goodbye, Ada. It was good to have you here.")
WISH = {"hero": "a fox", "mood": "funny"}


def opening(told: Profile, stage: str) -> Profile:
    """`told`, with a call that opens in `stage`."""
    return told.model_copy(update={"opens": stage})


async def answered(arguments: dict[str, Any]) -> tuple[dict[str, Any] | str, list[Learnt], list[Declined]]:
    """What `remember` answers, and what is on record after it."""
    async with ringing(intro=[HELLO, Calls("remember", arguments), WELL]) as line:
        await line.say("Something.")
        result = line.asked("intro").results()[-1]
        answer = json.loads(result) if result.startswith("{") else result
        return answer, line.of(Learnt), line.of(Declined)


async def test_what_is_remembered_is_kept_tidy_and_as_it_was_passed() -> None:
    answer, learnt, _ = await answered({"name": "mara.", "place": None, "mood": "make me laugh"})
    assert answer == {"noted": {"name": "Mara", "mood": "funny"}, "declined": [], "missing": ["place"], "puzzles": []}
    assert {(fact.name, fact.value, fact.heard) for fact in learnt} == {
        ("name", "Mara", "mara."),
        ("mood", "funny", "make me laugh"),
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"name": "<b>"}, "that is no name; ask once more: what to call you"),
        ({"name": "My name is Mara."}, "pass the name alone, or ask once more: what to call you"),
        ({"place": "I come from Turin"}, "pass the town or country alone, or ask once more: where you are from"),
        ({"mood": "funny or spooky"}, "pass one of them, or ask once more"),
        ({"mood": "lukewarm"}, "that is none of funny, gentle, spooky; ask once more"),
        ({"hero": "x" * 900}, "ask for it in one short sentence"),
        ({}, "Nothing to remember was given; ask the caller again."),
        ({"name": " ", "place": None}, "Nothing to remember was given"),
        ({"name": 7, "declined": "name"}, "Nothing to remember was given"),
        ({"shoe_size": "43", "declined": ["shoe_size", 7, {}]}, "Nothing to remember was given"),
    ],
)
async def test_what_can_not_be_kept_is_asked_again(arguments: dict[str, Any], says: str) -> None:
    answer, learnt, declined = await answered(arguments)
    assert says in answer
    assert not learnt
    assert not declined


async def test_of_two_facts_the_one_that_was_understood_is_kept() -> None:
    answer, learnt, _ = await answered({"name": "Ada", "mood": "lukewarm"})
    assert isinstance(answer, dict)
    assert answer["noted"] == {"name": "Ada"}
    assert "none of funny, gentle, spooky" in answer["puzzles"][0]
    assert [fact.name for fact in learnt] == ["name"]


async def test_what_the_caller_would_rather_not_say_is_noted_once_and_not_missing() -> None:
    answer, _, declined = await answered({"declined": ["place", "place"]})
    assert answer == {"noted": {}, "declined": ["place"], "missing": ["name"], "puzzles": []}
    assert [fact.name for fact in declined] == ["place"]


async def test_the_model_is_reminded_of_what_it_has_not_read_back() -> None:
    async with ringing(intro=[HELLO, Calls("remember", {"name": "Ada"}), WELL, WELL]) as line:
        await line.say("I'm Ada.")
        assert "not yet confirmed by the caller: name: Ada" in str(line.asked("intro").context.items[-1])
        await line.say("Yes.")
        assert "not yet confirmed" not in str(line.asked("intro").context.items[-1])


async def test_what_was_agreed_is_settled_and_settling_twice_changes_nothing() -> None:
    told = opening(storyteller(), "task")
    async with ringing(told, WISH, task=[HELLO, Calls("settle"), Calls("settle"), WELL]) as line:
        await line.say("Yes.")
        assert line.asked("task").results() == ["A funny story about a fox."] * 2
        entry = line.call.state.settled["task"]
        assert (entry.summary, dict(entry.rests_on)) == ("A funny story about a fox.", WISH)
        assert "In the books now: A funny story about a fox." in str(line.asked("task").context.items[-1])


@pytest.mark.parametrize(
    ("facts", "first", "says"),
    [
        ({"hero": "a fox"}, [], "Not yet: mood is missing; ask the caller."),
        ({}, [Calls("remember", WISH)], "Not yet: read back the hero and mood and wait for the answer."),
    ],
)
async def test_nothing_is_settled_that_the_caller_has_not_agreed_to(
    facts: dict[str, str], first: list[Reply], says: str
) -> None:
    told = opening(storyteller(), "task")
    async with ringing(told, facts, task=[HELLO, *first, Calls("settle"), WELL]) as line:
        await line.say("A fox.")
        assert line.asked("task").results()[-1] == says
        assert not line.of(Settled)


async def test_a_time_that_is_taken_is_answered_with_those_that_are_free() -> None:
    told = opening(load_profile(PROFILES / "clinic", team().known()), "booking")
    taken = {"name": "Ada", "errand": "book", "day": "Tuesday", "time": "nine o'clock"}
    script: list[Reply] = [HELLO, Calls("look_up"), Calls("settle"), WELL]
    async with ringing(told, taken, booking=script) as line:
        await line.say("Tuesday at nine.")
        free = ["half past ten", "two o'clock"]
        assert [json.loads(result) for result in line.asked("booking").results()] == [
            {"free": free},
            {"refused": "Tuesday at nine o'clock is taken", "free": free},
        ]
        assert not line.of(Settled)


async def test_a_call_is_ended_with_a_goodbye_after_the_tool_and_closed_once() -> None:
    async with ringing(None, {"name": "Ada"}, intro=[HELLO, Calls("end_call"), BYE]) as line:
        await line.say("Goodbye.")
        assert line.typing.over
        assert "say goodbye to the caller" in line.asked("intro").results()[-1]
        ending, said, ended = [event for event in line.events if isinstance(event, Ending | Said | Ended)][-3:]
        assert ending == Ending(at_s=ending.at_s, run=ending.run, outcome=Outcome.GOODBYE)
        assert isinstance(said, Said)
        assert (said.text, said.interrupted) == (BYE.text, False)
        assert ended == Ended(at_s=ended.at_s, outcome=Outcome.GOODBYE)
        await line.typing.hang_up()
        assert len(line.of(Ended)) == 1


async def test_nobody_breaks_into_a_goodbye() -> None:
    async with ringing(intro=[HELLO, Calls("end_call"), BYE]) as line:
        await line.say("Goodbye.", break_in_after_s=0.1)
        assert line.spoken()[-1] == ("intro", BYE.text)
        assert not line.of(Said)[-1].interrupted
        assert line.call.state.outcome is Outcome.GOODBYE


async def test_a_call_that_is_ending_is_not_ended_again() -> None:
    async with ringing(intro=[HELLO, Calls("end_call"), Calls("end_call"), BYE]) as line:
        await line.say("Goodbye.")
        assert line.asked("intro").results()[-1] == "The call is already ending; say nothing more."
        assert len(line.of(Ending)) == len(line.of(Ended)) == 1
        assert line.spoken()[-1] == ("intro", BYE.text)
