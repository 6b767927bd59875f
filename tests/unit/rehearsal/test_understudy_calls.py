"""Whole calls, from the greeting to the goodbye, and what they do when something fails."""

import random

import pytest

from tests.unit.rehearsal.test_understudy_play import Play


def test_a_story_is_told_of_what_the_caller_said() -> None:
    play = Play("storyteller")
    assert play.opening.endswith("What is your name, and where are you from?")
    assert play.say("I'm Sara, from Turin.") == "Sara, from Turin. Did I get that right?"
    assert play.say("No, it's Mara. M A R A.") == "Mara, from Turin. Did I get that right?"
    assert "Who shall it be about" in play.say("Yes, that's right.")
    assert play.say("A spooky story about the sea, please.").startswith("A spooky story about the sea.")
    assert "Not far from Turin there lived the sea" in play.say("Yes please.")
    assert play.say("Um, I think a golden key.").startswith("A golden key. Yes, that is just")
    assert "told as a spooky story" in play.say("Over the hills.")
    assert play.say("No, that's enough for today.").startswith("Goodbye, Mara.")
    assert play.facts == {"name": "Mara", "place": "Turin", "hero": "the sea", "mood": "spooky"}
    assert play.path == ["intro", "task", "story"]
    assert play.ended


def test_another_story_is_asked_for_anew() -> None:
    play = Play("storyteller")
    for said in ("Ada from Rome", "yes", "funny, about a fox", "yes", "a hat", "the river"):
        play.say(said)
    assert play.say("Another one, please!").endswith("Who shall it be about, and shall it be funny, gentle or spooky?")
    play.say("A gentle one about a bear")
    assert "lived a bear" in play.say("Yes")
    assert play.booked == ["a fox funny", "a bear gentle"]


def test_a_wish_spoken_early_is_not_asked_for_again() -> None:
    play = Play("storyteller")
    play.say("I'm Ada, from Rome, and I wish for a story about a brave cat. Make me laugh!")
    assert play.say("Yes.").endswith("A funny story about a brave cat. Shall I write that down?")


def test_an_appointment_is_booked_at_a_time_that_is_free() -> None:
    play = Play("clinic", taken={"Tuesday": ["nine o'clock"]})
    play.say("Hello, this is Tom Fisher, I'd like to make an appointment.")
    assert play.say("Yes.").endswith("Which day suits you?")
    offered = play.say("Tuesday, please.")
    assert offered == "On Tuesday I have half past ten, two o'clock or half past three. Which one would you like?"
    assert play.say("At 10:30.") == "Tuesday, at half past ten. Shall I put that down?"
    assert "Before you come on Tuesday." in play.say("Yes, please.")
    assert play.booked == ["Tuesday half past ten"]
    assert "I have made a note of that" in play.say("No, never.")
    assert play.say("No, thank you.") == "Goodbye, Tom Fisher. We will see you on Tuesday, at half past ten."
    assert play.ended


def test_a_refused_time_is_answered_with_what_is_free() -> None:
    play = Play("clinic", taken={"Monday": ["nine o'clock", "two o'clock"]})
    for said in ("Tom, I have a toothache", "yes", "Monday at nine"):
        play.say(said)
    assert (
        play.say("Yes")
        == "I am sorry, that one is taken. On Monday I have half past ten or half past three. Which one would you like?"
    )
    assert play.say("Yes").startswith("I am sorry, that one is taken."), "what was refused is not asked for twice"
    assert play.say("Half past three then.") == "Monday, at half past three. Shall I put that down?"
    play.say("Okay")
    assert play.booked == ["Monday half past three"]


def test_an_appointment_is_moved_and_its_day_corrected() -> None:
    play = Play("clinic")
    play.say("I want to move my appointment to another day.")
    assert play.say("Ida") == "Ida, and you would like to move an appointment. Is that right?"
    play.say("That's right")
    play.say("Wednesday at 2 pm")
    assert play.say("No, Thursday.") == "Thursday, at two o'clock. Shall I put that down?"
    play.say("Yes")
    assert play.facts["errand"] == "move"
    assert play.booked == ["Thursday two o'clock"]


def test_a_hand_off_that_is_refused_is_tried_again_when_the_caller_agrees_again() -> None:
    play = Play("storyteller")
    play.refuses = {"begin_task"}
    play.say("Ada from Rome")
    assert play.say("Yes").endswith("I did not quite catch that. Ada, from Rome. Did I get that right?")
    play.refuses = set()
    play.say("Yes")
    assert play.stage == "task"


def test_a_story_that_may_not_be_told_again_ends_with_a_goodbye() -> None:
    play = Play("storyteller")
    for said in ("Ada from Rome", "yes", "funny, about a fox", "yes", "a hat", "the river"):
        play.say(said)
    play.refuses = {"another_story"}
    assert "Goodbye, Ada" in play.say("Another one")
    assert play.ended


def test_failing_tools_end_in_a_question_not_in_a_loop() -> None:
    play = Play("storyteller")
    play.refuses = {"remember"}
    assert play.say("I'm Ada") == "I did not quite catch that. What is your name, and where are you from?"
    play.refuses = set()
    play.say("I'm Ada, from Rome")
    play.refuses = {"remember"}
    assert play.say("No, it's Ida") == "I am sorry. Tell me again, please. You may spell it."
    play.refuses = {"end_call"}
    assert play.say("Goodbye").startswith("Goodbye, Ada")


def test_what_the_desk_can_not_book_is_asked_for_again() -> None:
    play = Play("clinic")
    for said in ("Tom, I have a toothache", "yes", "I don't know", "at nine"):
        play.say(said)
    play.refuses = {"settle"}
    assert play.say("Yes") == "Then let us look again. Which day, and which time?"
    play.refuses = set()
    assert play.say("Friday").startswith("Friday, at nine o'clock.")


SAYINGS = [
    *(
        "",
        "...",
        "?",
        "Yes.",
        "No.",
        "No, it's Zed.",
        "no no no",
        "it's it's it's",
        "What?",
        "Who are you?",
        "{name}",
    ),
    *(
        "I'm",
        "from",
        "not",
        "my name is",
        "I'm Ada from Rome",
        "M A R A",
        "not Ada, but",
        "and and",
        "a " * 200,
    ),
    *(
        "a dragon",
        "spooky",
        "make it funny",
        "Tuesday",
        "at nine",
        "book",
        "go on",
        "wait",
        "mm-hm",
        "another one",
    ),
    *("I don't know", "I'd rather not say", "the box was full of letters, and each was mine", "\u4f60\u597d"),
]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_said_it_answers_and_never_loops(seed: int) -> None:
    dice = random.Random(seed)
    play = Play(dice.choice(["storyteller", "clinic"]), taken={"Tuesday": ["nine o'clock"]})
    for _ in range(25):
        if dice.random() < 0.2:
            play.nudge()
        elif dice.random() < 0.3 and play.context.items[-1].type == "message":
            play.cut(dice.randrange(1, 30))
        play.refuses = {dice.choice(["remember", "settle", "look_up", "end_call", "begin_task", "", "", ""])}
        assert play.say(" ".join(dice.choices(SAYINGS, k=dice.randrange(1, 3))))
