"""The figures of any call: what its events tell, and its sound as far as that can be trusted."""

from pathlib import Path

import pytest

from segue.call.events import Ended, Entered, Event, Failed, Heard, Outcome, Said
from segue.records.figures import figures, left_unanswered
from segue.records.sides import listen
from tests.unit.records import sounding
from tests.unit.records.sounding import Tones

CALL: list[Event] = [
    Entered(at_s=0.1, stage="intro"),
    Heard(at_s=4.2, text="I'm Ada."),
    Entered(at_s=4.3, stage="story"),
    Ended(at_s=10.004, outcome=Outcome.GOODBYE),
]
CALLER: Tones = [(3.0, 4.0), (7.5, 8.5)]
AGENTS: Tones = [(0.5, 2.5), (4.7, 8.0)]
HEARD = {"answer_median_s", "answer_p95_s", "barge_in_s", "double_talk_s", "longest_silence_s", "greeting_at_s"}


def test_the_events_tell_how_long_it_was_where_it_led_and_how_it_ended() -> None:
    assert figures(CALL, None) == {
        "duration_s": 10.0,
        "typed": False,
        "outcome": "goodbye",
        "path": ["intro", "story"],
        "turns": 1,
        "where_the_time_went_s": {},
    }


def test_a_call_that_nothing_is_known_of_has_figures_too() -> None:
    assert figures([], None)["duration_s"] == 0
    assert figures([], None)["outcome"] is None


SAID = Said(at_s=1, stage="intro", text="Hello!")
FAILED = Failed(at_s=2, where="llm", what="HTTP 401")
ENDED = Ended(at_s=3, outcome=Outcome.HUNG_UP)


@pytest.mark.parametrize(
    ("events", "unanswered"),
    [
        ([SAID, ENDED], False),
        ([SAID, CALL[1], SAID, ENDED], False),
        ([SAID, CALL[1], FAILED, SAID, ENDED], False),
        ([SAID, CALL[1], FAILED, ENDED], True),
        ([SAID, CALL[1], ENDED], True),
        ([FAILED, ENDED], True),
        ([ENDED], True),
    ],
    ids=["greeted", "answered", "made good", "failed", "nothing said", "not greeted", "nothing at all"],
)
def test_a_caller_who_got_no_answer_in_the_end_was_left_without_one(events: list[Event], unanswered: bool) -> None:
    assert left_unanswered(events) is unanswered


def test_a_rooms_recording_tells_of_answers_and_of_a_barge_in(tmp_path: Path) -> None:
    numbers = figures(CALL, listen(sounding.ogg(tmp_path / "call.ogg", 10.0, CALLER, AGENTS), began_s=0.3))
    assert numbers.keys() == figures(CALL, None).keys() | HEARD
    assert numbers["answer_median_s"] == pytest.approx(0.7, abs=0.05)
    assert numbers["barge_in_s"] == [pytest.approx(0.5, abs=0.05)]
    assert numbers["greeting_at_s"] == pytest.approx(0.8, abs=0.05)


def test_of_a_caller_whose_silence_is_as_loud_as_speech_no_figure_is_made_up(tmp_path: Path) -> None:
    loud = sounding.ogg(tmp_path / "call.ogg", 10.0, CALLER, AGENTS, background=10 ** (-45 / 20))
    numbers = figures(CALL, listen(loud))
    assert numbers.keys() - figures(CALL, None).keys() == {"greeting_at_s", "caller_background_db"}
    assert numbers["caller_background_db"] == pytest.approx(-45, abs=2)


def test_a_call_in_which_nobody_spoke_has_no_answers(tmp_path: Path) -> None:
    numbers = figures(CALL, listen(sounding.ogg(tmp_path / "call.ogg", 3.0, [], [])))
    assert numbers["answer_median_s"] is None
    assert numbers["greeting_at_s"] is None
