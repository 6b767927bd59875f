"""A narration that is broken into, taken up again, answered and ended."""

import pytest

from segue.rehearsal.hearing import plain
from tests.unit.rehearsal.test_understudy_play import Play

ANSWERS = {"storyteller": ["A golden key.", "Over the hills."], "clinic": ["Yes, twice."]}
LEADS = {
    "storyteller": ["I'm Ada, from Rome.", "Yes.", "Spooky, about Mr. Fox and the sea.", "Yes."],
    "clinic": ["I'm Ada, I want to book.", "Yes.", "Monday at nine.", "Yes."],
}


def at_chapter(name: str, chapter: int) -> tuple[Play, str]:
    """A call in which `chapter` is being told, and its words."""
    play = Play(name)
    said = [*LEADS[name], *ANSWERS[name][:chapter]]
    for text in said[:-1]:
        play.say(text)
    play.say(said[-1])
    last = play.context.items[-1]
    assert last.type == "message"
    return play, last.text_content or ""


def covers(heard: str, resumed: str, whole: str) -> bool:
    """Whether `resumed` goes on in the sentence where `heard` broke off, with nothing of `whole` lost."""
    said, rest, words = plain(heard), plain(resumed), plain(whole)
    overlap = len(said) + len(rest) - len(words)
    return overlap >= 0 and words == said[: len(said) - overlap] + rest


@pytest.mark.parametrize(
    ("name", "chapter"), [("storyteller", 0), ("storyteller", 1), ("storyteller", 2), ("clinic", 0)]
)
def test_broken_into_at_any_word_it_goes_on_and_no_sentence_is_lost(name: str, chapter: int) -> None:
    told, whole = at_chapter(name, chapter)
    lines = told.profile.stage_lines(told.stage)
    for cut in range(1, len(whole.split())):
        play = told.fork()
        play.cut(cut)
        heard = " ".join(whole.split()[:cut])
        assert play.say("Wait a moment, I have a question.") == lines.interrupted
        resumed = play.say("Go on, please.")
        assert resumed.startswith(lines.resumes)
        assert covers(heard, resumed.removeprefix(lines.resumes), whole)


def test_broken_into_twice_it_still_loses_nothing() -> None:
    told, _ = at_chapter("storyteller", 0)
    told.cut(20)
    told.say("Hm, what was that about?")
    first = told.say("Yes, go on").removeprefix("Where were we.")
    for cut in range(1, len(first.split())):
        play = told.fork()
        play.cut(3 + cut)
        second = play.say("Go on").removeprefix("Where were we.")
        assert covers(" ".join(first.split()[:cut]), second, first)
    assert play.say("A hat").startswith("A hat. Yes, that is just")


@pytest.mark.parametrize("said", ["Mm-hm.", "Yes.", "Wow!", "Go on.", "Oh, really?"])
def test_it_goes_on_at_once_for_a_caller_who_only_listens(said: str) -> None:
    play, _ = at_chapter("storyteller", 0)
    play.cut(20)
    assert play.say(said).startswith("Where were we. ")


@pytest.mark.parametrize("said", ["Stop.", "That's enough, thank you.", "I have to go. Goodbye!"])
def test_it_ends_where_the_caller_has_had_enough(said: str) -> None:
    play, _ = at_chapter("storyteller", 1)
    play.cut(12)
    assert play.say(said).startswith("Goodbye, Ada.")
    assert play.ended


def test_asked_whether_to_go_on_the_caller_may_say_no() -> None:
    play, _ = at_chapter("storyteller", 0)
    play.cut(12)
    assert play.say("No!") == "Of course. Shall I go on, or shall we end here?"
    assert play.say("Perhaps the moon") == "I did not quite catch that. Shall I go on, or shall we end here?"
    assert play.say("No.").startswith("Goodbye, Ada.")


def test_an_answer_given_while_the_question_is_still_being_asked_counts() -> None:
    play, whole = at_chapter("storyteller", 0)
    play.cut(len(whole.split()) - 2)
    assert play.say("A hat!").startswith("A hat. Yes, that is just")


def test_a_silence_nudge_in_a_story_confuses_nobody() -> None:
    play, _ = at_chapter("storyteller", 0)
    play.nudge()
    assert play.say("A hat").startswith("A hat. Yes")
    play.cut(9)
    play.nudge()
    assert play.say("Yes, I am here").startswith("Where were we. ")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I don't know.", "Nobody knows. Yes, that is just"),
        ("Go on.", "Nobody knows. Yes, that is just"),
        ("Well, um, maybe a cat? I am not very good at this.", "A cat. Yes, that is just"),
        ("My name is on it, from Milan", "My name is on it, from Milan. Yes, that is just"),
        ("Pardon?", "What do you think was in it?"),
        (
            "What can you do?",
            "You tell me a little about yourself, and I make a story of it. What do you think was in it?",
        ),
        ("Who knocked at the door?", "I did not quite catch that. What do you think was in it?"),
    ],
)
def test_whatever_is_answered_the_story_has_a_way_on(said: str, told: str) -> None:
    play, _ = at_chapter("storyteller", 0)
    facts = dict(play.facts)
    assert play.say(said).startswith(told)
    assert play.facts == facts, "an answer inside the story is no fact"


def test_where_no_stage_follows_a_yes_is_asked_about_and_a_no_is_the_end() -> None:
    play, _ = at_chapter("clinic", 1)
    question = "Is there anything else that you would like to know?"
    assert play.say("Yes.") == f"I did not quite get that. {question}"
    assert play.say("When are you open?").startswith("We are open")
    assert play.say("No, that's all.").startswith("Goodbye, Ada.")
    assert play.ended
