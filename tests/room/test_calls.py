"""Whole calls in real rooms, as the one who calls hears and sees them."""

import pytest

from segue.caller.judgement import errors
from segue.facts.accept import words
from testbed.overheard import Overheard
from testbed.room.caller import Caller
from tests.room.evening import Evening

pytestmark = [pytest.mark.room, pytest.mark.audio]


def test_the_greeting_is_heard_as_it_is_written(evening: Evening) -> None:
    expected = words("Hello, I am Echo, and I tell stories. What is your name, and where are you from?")
    assert errors(expected, words(Overheard(evening.emma.recording).speech(0))) <= 3


def test_the_caller_is_handed_on_to_task_and_story_and_sees_who_has_the_call(evening: Evening) -> None:
    assert evening.emma.seen.path() == ["intro", "task", "story"]
    stages = [shown["segue.agent"] for shown in evening.emma.seen.attributes if "segue.agent" in shown]
    assert list(dict.fromkeys(stages)) == ["intro", "task", "story"]
    assert any(" Echo " in event for event in evening.emma.seen.events)


def test_both_sides_are_transcribed_and_every_transcript_is_finished(evening: Evening) -> None:
    callers, agents = " ".join(words(" ".join(evening.emma.seen.said("emma")))), evening.emma.seen.agents_said()
    assert "boston" in callers
    assert "lighthouse keeper" in callers
    assert agents[0].startswith("Hello, I am Echo")
    assert any("from Boston" in said for said in agents)
    assert all(line.final for line in evening.emma.seen.transcript.values())


def test_an_interrupted_story_stops_and_its_transcript_ends_at_what_was_heard(evening: Evening) -> None:
    assert len(Overheard(evening.emma.recording).figures.barge_ins) == 1
    (story,) = [said for said in evening.emma.seen.agents_said() if said.startswith("Then listen")]
    assert "wooden box" not in story
    assert any("Shall I go on" in said for said in evening.emma.seen.agents_said())


def test_the_goodbye_is_heard_to_its_last_word_before_the_room_is_gone_once(evening: Evening) -> None:
    for caller, last in ((evening.emma, "well"), (evening.ada, "calling"), (evening.grace, "story")):
        heard = Overheard(caller.recording)
        assert words(heard.speech(-1))[-1] == last
        assert heard.figures.tail is not None
        assert heard.figures.tail.after_s > 0
        assert caller.seen.ended_by == ["ROOM_DELETED"]


def test_metadata_chooses_the_profile_and_what_is_known(evening: Evening) -> None:
    said = evening.ada.seen.agents_said()
    assert said[0].startswith("Riverside dental clinic")
    assert not any("your name" in line for line in said)
    assert any("Ada, and you would like to book an appointment" in line for line in said)
    assert evening.ada.seen.path() == ["greeting", "booking"]


def test_malformed_metadata_is_warned_of_once_and_the_call_is_the_default_profiles(evening: Evening) -> None:
    assert evening.odd.seen.agents_said()[0].startswith("Hello, I am Echo")
    assert evening.log.count("job metadata disregarded") == 1


def test_a_typed_line_is_answered_and_one_during_the_goodbye_changes_nothing(evening: Evening) -> None:
    said = evening.grace.seen.agents_said()
    assert any(line.endswith("Grace, from Turin. Did I get that right?") for line in said)
    assert said[-1] == "Goodbye, Grace. Call again whenever you want a story."
    assert "fox" not in " ".join(said)


def test_in_dev_mode_and_with_cleaned_sound_a_caller_is_heard(ben: Caller) -> None:
    assert "goodbye" in " ".join(words(" ".join(ben.seen.said("ben"))))
    assert ben.seen.agents_said()[-1].startswith("Goodbye, my friend.")
