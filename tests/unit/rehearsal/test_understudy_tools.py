"""Tools that the understudy has never heard of: it goes by what they are for, and by the rehearsal's lines."""

import pytest

from segue.profile.model import Profile
from segue.profile.rehearsal_file import ToolLines
from segue.profile.traits import Trait, Traits
from segue.rehearsal.scene import ToolCall
from tests.unit.rehearsal.test_understudy_play import Play, profile

RENAMED = {"remember": "note_down", "look_up": "whats_free", "settle": "put_in_the_book", "end_call": "hang_up"}
BELL = ToolLines(heard=["ring the bell", "ring it"], says="It has rung, {name}.")


def renamed(told: Profile) -> Profile:
    """`told` with the same tools under names that mean nothing to anybody."""
    tools = {stage: [RENAMED[tool] for tool in spec.tools] for stage, spec in told.stages.items()}
    traits = {RENAMED[tool]: traits for tool, traits in told.traits.items()}
    return with_tools(told, tools, traits)


def with_bell(name: str, stage: str, traits: Traits = frozenset()) -> Profile:
    """The profile `name` with one tool more in `stage`, which its rehearsal mentions."""
    told = profile(name)
    tools = {
        each: [*spec.tools, "ring_doorbell"] if each == stage else spec.tools for each, spec in told.stages.items()
    }
    rehearsal = told.rehearsal
    assert rehearsal is not None
    lines = rehearsal.stages[stage].model_copy(update={"calls": {"ring_doorbell": BELL}})
    played = rehearsal.model_copy(update={"stages": {**rehearsal.stages, stage: lines}})
    return with_tools(told, tools, {**told.traits, "ring_doorbell": traits}).model_copy(update={"rehearsal": played})


def with_tools(told: Profile, tools: dict[str, list[str]], traits: dict[str, Traits]) -> Profile:
    stages = {stage: spec.model_copy(update={"tools": tools[stage]}) for stage, spec in told.stages.items()}
    return told.model_copy(update={"stages": stages, "traits": traits})


CALLS = {
    "storyteller": ["I'm Ada, from Rome.", "Yes.", "Spooky, about a fox.", "Yes.", "A hat.", "The river.", "Goodbye."],
    "clinic": [
        "This is Ada, I have a toothache.",
        "Yes.",
        "Tuesday.",
        "At nine.",
        "Yes.",
        "At 10:30.",
        "Yes.",
        "No.",
        "No.",
    ],
}


@pytest.mark.parametrize("name", CALLS)
def test_the_same_tools_under_other_names_make_the_same_call(name: str) -> None:
    taken = {"Tuesday": ["nine o'clock"]}
    usual, other = Play(name, taken=taken), Play(renamed(profile(name)), taken=taken)
    assert other.opening == usual.opening
    for text in CALLS[name]:
        assert other.say(text) == usual.say(text)
    assert (other.facts, other.booked, other.path, other.ended) == (usual.facts, usual.booked, usual.path, True)
    called = [ToolCall(RENAMED.get(call.name, call.name), call.arguments) for call in usual.calls]
    assert other.calls == called
    assert {"note_down", "put_in_the_book", "hang_up"} <= {call.name for call in called}


def test_of_two_tools_that_keep_facts_another_is_called_where_the_first_fails() -> None:
    told = profile("storyteller")
    tools = {stage: ["note_down", *spec.tools] for stage, spec in told.stages.items()}
    play = Play(with_tools(told, tools, {**told.traits, "note_down": frozenset({Trait.KEEPS_FACTS})}))
    play.refuses = {"note_down"}
    assert play.say("I'm Ada from Rome.").endswith("What is your name, and where are you from?")
    play.refuses = set()
    assert play.say("I'm Ada from Rome.") == "Ada, from Rome. Did I get that right?"
    assert play.calls[-1] == ToolCall("note_down", {"name": "Ada", "place": "Rome"})


def test_a_tool_that_the_rehearsal_mentions_is_called_when_the_caller_asks_for_it() -> None:
    play = Play(with_bell("storyteller", "intro"))
    asked = "What is your name, and where are you from?"
    assert play.say("Could you ring the bell, please?") == f"It has rung, my friend. {asked}"
    assert play.calls == [ToolCall("ring_doorbell")]
    assert play.facts == {}


def test_what_the_caller_says_beside_it_is_not_lost() -> None:
    play = Play(with_bell("storyteller", "intro"))
    assert play.say("I'm Ada, ring the bell.") == "It has rung, Ada. Where are you from?"
    assert [call.name for call in play.calls] == ["remember", "ring_doorbell"]
    assert play.say("Ring it. Goodbye.").startswith("Goodbye, Ada.")
    assert [call.name for call in play.calls] == ["remember", "ring_doorbell", "end_call"]


def test_asked_not_to_it_does_not_call_it() -> None:
    play = Play(with_bell("storyteller", "intro"))
    play.say("Don't ring the bell.")
    assert play.calls == []


def test_a_tool_that_fails_is_not_called_for_ever() -> None:
    play = Play(with_bell("storyteller", "intro"))
    play.refuses = {"ring_doorbell"}
    assert play.say("Ring the bell.").startswith("I did not quite catch that. What is your name")
    assert play.calls == [ToolCall("ring_doorbell")]
    play.refuses = set()
    assert play.say("Ring the bell!").startswith("It has rung")


@pytest.mark.parametrize("traits", [frozenset[Trait](), frozenset({Trait.NEEDS_DESK})], ids=["no-trait", "desk"])
def test_at_a_desk_it_goes_on_with_what_was_asked(traits: Traits) -> None:
    play = Play(with_bell("clinic", "booking", traits))
    for text in ("This is Ada, I have a toothache.", "Yes.", "Tuesday."):
        play.say(text)
    offered = play.say("Ring the bell.")
    assert offered.startswith("It has rung, Ada. On Tuesday I have nine o'clock, ")
    assert play.say("At nine.") == "Tuesday, at nine o'clock. Shall I put that down?"


def told_until(stage: str = "story") -> Play:
    """A call in which the story has begun."""
    play = Play(with_bell("storyteller", stage))
    for text in CALLS["storyteller"][:4]:
        play.say(text)
    return play


def test_a_narration_stops_for_it_and_asks_its_question_again() -> None:
    play = told_until()
    assert play.say("Ring the bell.") == "It has rung, Ada. What do you think was in it?"
    assert play.say("A hat.").startswith("A hat. Yes, that is just what was in the box.")
    assert play.say("I found a bell in the woods and nobody dared to ring it.").startswith("I found a bell")


def test_a_narration_that_is_broken_into_for_it_loses_nothing() -> None:
    play = told_until()
    play.cut(20)
    assert play.say("Ring the bell.") == "It has rung, Ada. Shall I go on, or shall we end here?"
    assert play.say("Go on.").startswith("Where were we. ")
    assert [call.name for call in play.calls[-1:]] == ["ring_doorbell"]


def test_a_tool_that_fails_at_a_storys_end_does_not_end_the_call() -> None:
    play = told_until()
    play.say("A hat.")
    play.say("The river.")
    play.refuses = {"ring_doorbell"}
    assert play.say("Ring it.").endswith("Shall I tell another one, or is that enough for today?")
    assert not play.ended
