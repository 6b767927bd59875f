"""What the understudy understands of a caller's words, whatever the names, places and wishes are."""

import random

import pytest

from segue.rehearsal.learning import news
from segue.rehearsal.scene import Scene
from segue.rehearsal.view import Spoke, View
from tests.unit.rehearsal.test_understudy_play import Play, profile

SEEDS = range(12)


def word(dice: random.Random) -> str:
    """A word that is in no list, so that nothing can be known by heart."""
    return "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in range(4))


def heard(stage: str, text: str, played: str = "storyteller", **known: str | None) -> dict[str, object]:
    """What is to be remembered of `text`."""
    view = View(known, (Spoke("Yes?", caller=False), Spoke(text, caller=True)))
    found = news(text, view, Scene(profile(played), stage, frozenset()))
    return {**found.values, **({"declined": list(found.declined)} if found.declined else {})}


@pytest.mark.parametrize("seed", SEEDS)
def test_names_places_and_wishes_follow_the_caller_in_any_order(seed: int) -> None:
    dice = random.Random(seed)
    name, place, hero = word(dice).title(), word(dice).title(), f"the {word(dice)}"
    mood = dice.choice(["funny", "gentle", "spooky"])
    meeting = dice.choice(
        [
            [f"I'm {name} from {place}."],
            [f"I come from {place}, and my name is {name}."],
            [f"{name}.", f"{place}."],
            [f"{name}, {place}."],
            [f"Hello, um, I am {name}.", f"I live in {place}, you know."],
            [f"From {place}.", f"It's {name}."],
            [f"Call me {name} please.", f"Well, {place}, I think."],
        ]
    )
    wish = dice.choice(
        [
            [f"A {mood} story about {hero}."],
            [f"{hero}.", f"{mood}, please"],
            [f"Make it {mood}.", f"About {hero}, please."],
            [f"I wish for a story about {hero} and make it {mood}"],
        ]
    )
    play = Play("storyteller")
    for said in [*meeting, "Yes.", *wish]:
        play.say(said)
    assert play.facts == {"name": name, "place": place, "hero": hero, "mood": mood}
    told = play.say("Yes, that's right.")
    assert name in told
    assert place in told
    assert hero in told
    answer = word(dice)
    assert play.say(f"Maybe a {answer}").startswith(f"A {answer}. ")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_name_is_put_right_by_spelling(seed: int) -> None:
    dice = random.Random(seed)
    name, place = word(dice), word(dice).title()
    wrong = dice.choice("bdfgklmnprstvz") + name[1:]
    spelled = dice.choice([" ", "-", ". "]).join(name.upper())
    play = Play("storyteller")
    play.say(f"I'm {wrong.title()} from {place}.")
    frame = dice.choice(["No, {}, {}.", "It's spelled {1}.", "{1}", "No, it's {}. {}."])
    play.say(frame.format(name.title(), spelled))
    assert play.facts == {"name": name.title(), "place": place}


@pytest.mark.parametrize(
    ("text", "remembered"),
    [
        ("I'm fine, thank you.", {}),
        ("I'm sorry?", {}),
        ("I'm here.", {}),
        ("I'm so happy", {}),
        ("I am a teacher", {}),
        ("Your name is Echo, right?", {}),
        ("How are you, Echo?", {}),
        ("Can you hear me?", {}),
        ("Tell me about yourself", {}),
        ("Yes.", {}),
        ("The name is Bond, James Bond", {"name": "Bond"}),
        (
            "Hello Echo, this is Anna-Maria speaking, from St. Ives.",
            {"name": "Anna-Maria", "place": "St. Ives"},
        ),
        ("I'm Ada, from Turin, in Italy", {"name": "Ada", "place": "Turin"}),
        ("I'd rather not say.", {"declined": ["name"]}),
        ("I'm Ada but I'd rather not say where I'm from.", {"name": "Ada", "declined": ["place"]}),
    ],
)
def test_an_introduction_yields_what_it_says_and_no_more(text: str, remembered: dict[str, object]) -> None:
    assert heard("intro", text) == remembered


@pytest.mark.parametrize(
    ("text", "remembered"),
    [
        ("No, it's Mara.", {"name": "Mara"}),
        ("Not Sara, Mara.", {"name": "Mara"}),
        ("Mara, not Sara.", {"name": "Mara"}),
        ("My name isn't Sara, it's Mara", {"name": "Mara"}),
        ("Yes, but it's Mara", {"name": "Mara"}),
        ("No, Milan.", {"place": "Milan"}),
        ("No. Mara from Milan.", {"name": "Mara", "place": "Milan"}),
        ("No, that's wrong.", {}),
        ("Sara from Turin", {}),
        ("What?", {}),
    ],
)
def test_a_correction_changes_what_it_means(text: str, remembered: dict[str, object]) -> None:
    assert heard("intro", text, name="Sara", place="Turin") == remembered


@pytest.mark.parametrize(
    ("text", "remembered"),
    [
        ("A story about a dark forest", {"hero": "a dark forest"}),
        ("A little dark robot that sings", {"hero": "a little dark robot that sings"}),
        ("Spooky, and about a cat and a dog.", {"hero": "a cat and a dog", "mood": "spooky"}),
        ("Not spooky, funny", {"mood": "funny"}),
        ("I wish for a spooky story about the sea", {"hero": "the sea", "mood": "spooky"}),
        ("A story about a man who said goodbye", {"hero": "a man who said goodbye"}),
        ("I'd like a funny one please", {"mood": "funny"}),
        ("Surprise me", {"declined": ["hero"]}),
        ("Could you say that again?", {}),
        ("Make it about a sailor a spooky one.", {"hero": "a sailor", "mood": "spooky"}),
        ("A story about a robot and the funny kind.", {"hero": "a robot", "mood": "funny"}),
    ],
)
def test_a_wish_yields_what_it_says_and_no_more(text: str, remembered: dict[str, object]) -> None:
    assert heard("task", text) == remembered


@pytest.mark.parametrize(
    ("text", "remembered"),
    [
        ("On Monday at nine", {"day": "Monday", "time": "nine o'clock"}),
        ("9am on Friday", {"day": "Friday", "time": "nine o'clock"}),
        ("not Monday, Tuesday", {"day": "Tuesday"}),
        ("Fryday", {"day": "Friday"}),
        ("I don't know", {"declined": ["day"]}),
        ("What do you have?", {}),
    ],
)
def test_choices_are_known_by_the_ways_they_are_said(text: str, remembered: dict[str, object]) -> None:
    assert heard("booking", text, "clinic") == remembered


def test_a_question_back_is_answered_and_the_question_asked_again() -> None:
    play = Play("storyteller")
    asked = "What is your name, and where are you from?"
    assert play.say("Who are you?").endswith(f"my lines are written down. {asked}")
    assert play.say("Hello?") == asked
    assert play.say("Mumble the grumble of many a bumbling old tumble.").endswith(f"catch that. {asked}")
    assert play.say("I'm Ada. How are you?") == "I am very well, thank you. Where are you from?"


def test_a_caller_who_keeps_things_back_is_not_pressed() -> None:
    play = Play("storyteller")
    play.say("None of your business.")
    assert play.say("I'd rather not say.") == "My friend, from a town I have never seen. Did I get that right?"
    assert "How good to meet you, my friend." in play.say("Yes")
    assert play.facts == {"name": None, "place": None}


def test_a_silence_nudge_in_between_confuses_nobody() -> None:
    play = Play("storyteller")
    play.nudge()
    assert play.say("Ada") == "Where are you from?"
    play.nudge()
    play.nudge()
    assert play.say("Yes. From Rome.") == "Ada, from Rome. Did I get that right?"
    play.nudge()
    assert "How good to meet you" in play.say("Yes")


def test_a_caller_who_says_who_they_are_and_goodbye_is_remembered_and_let_go() -> None:
    play = Play("storyteller")
    assert play.say("I'm Ada but I have to go, goodbye.").startswith("Goodbye, Ada.")
    assert play.ended
