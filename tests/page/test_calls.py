"""Whole calls through the page, as who makes them sees and hears them."""

import pytest

from segue.facts.accept import words
from segue.profile.limits import FixedLines
from testbed.browser.tab import Shown
from tests.page.evening import Evening
from tests.page.scenes.by_voice import Spoken
from tests.page.scenes.microphones import Called
from tests.page.scenes.typed import Typed

pytestmark = [pytest.mark.room, pytest.mark.audio]
FILLERS = FixedLines.model_fields["fillers"].default
"""May be heard again."""
TAIL_AND_ANSWER_MS = 15_000
"""What is still to be heard of a speech that stops, and the next one whole: sound, not waiting."""


@pytest.fixture
def emma(evening: Evening) -> Spoken:
    """Who spoke."""
    return evening.of("emma", Spoken)


@pytest.fixture
def grace(evening: Evening) -> Typed:
    """Who typed."""
    return evening.of("grace", Typed)


def told(shown: Shown) -> str:
    return " ".join(words(shown.transcript))


def fact(shown: Shown, name: str) -> str:
    return str(shown.facts[name]["shown"])


def test_a_story_is_had_by_speaking_and_both_sides_are_read_as_they_were_said(emma: Spoken) -> None:
    agents, caller = " ".join(emma.ended.said("agents")), " ".join(words(" ".join(emma.ended.said("caller"))))
    assert agents.startswith("Hello, I am Echo, and I tell stories.")
    assert "from Boston. Did I get that right?" in agents
    assert "Not far from Boston there lived" in agents
    assert "i live in boston" in caller
    assert "lighthouse keeper" in caller
    assert emma.ended.state == "ended"
    assert not [line for line in emma.ended.lines if line.passing]


def test_each_thing_said_is_read_once(emma: Spoken) -> None:
    said = [line for line in emma.ended.said("agents") if line and line not in FILLERS]
    assert len(said) == len(set(said))
    assert told(emma.ended).count("i live in boston") == 1


def test_one_sees_who_has_the_call_and_where_it_has_been(emma: Spoken) -> None:
    assert (emma.asked.now, emma.asked.seen) == (("intro",), ("intro",))
    assert (emma.wished.now, emma.wished.seen) == (("task",), ("intro", "task"))
    assert (emma.broken_into.now, emma.broken_into.seen) == (("story",), ("intro", "task", "story"))
    assert "Choosing a story" in emma.wished.who
    assert emma.ended.now == ()


def test_facts_are_shown_once_they_are_known(emma: Spoken) -> None:
    assert (fact(emma.wished, "place"), fact(emma.wished, "hero")) == ("Boston", "–")
    assert (fact(emma.broken_into, "hero"), fact(emma.broken_into, "mood")) == ("a lighthouse keeper", "funny")


def test_what_an_interruption_kept_from_being_heard_is_struck_through(emma: Spoken) -> None:
    [story] = [line for line in emma.broken_into.lines if line.cut and line.text.startswith("Then listen.")]
    assert story.by == "agents"
    assert any("knock" in cut or "evening" in cut or "Nobody" in cut for cut in story.cut)
    assert "Shall I go on" in emma.broken_into.said("agents")[-1]


def test_an_interrupted_story_falls_silent_in_the_page(emma: Spoken) -> None:
    after_ms = sum(end - max(start, emma.broke_in) for start, end in emma.sounds if end > emma.broke_in)
    assert after_ms < TAIL_AND_ANSWER_MS  # of a story of a minute


def test_each_answer_is_shown_with_its_time(emma: Spoken) -> None:
    assert len(emma.ended.turns) >= 3
    assert all(" s" in turn for turn in emma.ended.turns)


def test_after_the_goodbye_the_record_says_how_it_went_and_nothing_is_held(emma: Spoken) -> None:
    assert "goodbye" in emma.ended.record
    assert "./segue calls" in emma.ended.record
    assert emma.ended.kept == {}


def test_a_story_is_had_by_typing_with_the_keyboard_alone(grace: Typed) -> None:
    assert grace.told.now == ("story",)
    assert grace.ended.said("caller")[0] == "I am Grace, and I come from Turin."
    assert grace.ended.said("caller").count("Goodbye.") == 1
    assert grace.ended.state == "ended"


def test_a_correction_shows_what_it_corrects(grace: Typed) -> None:
    assert grace.corrected.facts["place"]["corrected"] == ["Turin"]
    assert "Bergen" in fact(grace.corrected, "place")
    assert grace.corrected.facts["name"]["corrected"] == []


def test_who_comes_back_to_a_call_that_is_over_is_told_so(grace: Typed) -> None:
    assert grace.returned.failure == "That call is over."
    assert grace.returned.kept == {}


def test_chromiums_own_microphone_is_heard(evening: Evening) -> None:
    called = evening.of("chromium's own microphone", Called)
    assert "i live in boston" in " ".join(words(" ".join(called.answered.said("caller"))))
    assert called.warned.failure == ""


def test_who_is_muted_is_not_heard_and_who_speaks_again_is(evening: Evening) -> None:
    called = evening.of("muted", Called)
    assert "chicago" not in told(called.answered)
    assert called.warned.said("caller") == []
    assert "i live in boston" in told(called.answered)


def test_the_browser_has_no_complaint_of_the_page(evening: Evening, emma: Spoken, grace: Typed) -> None:
    assert emma.complaints + grace.complaints == []
    assert evening.of("muted", Called).complaints == []
