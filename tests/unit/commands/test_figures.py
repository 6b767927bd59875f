"""A call's figures are taken from its events and its recording, and say when there is nothing to say."""

from pathlib import Path

import numpy as np
import pytest

from commands.play.summary import judged, told
from segue.call.events import Ended, Event, Heard, Outcome, Said, Started
from segue.caller.judgement import Judgement
from segue.records.figures import p95
from segue.records.recording import Recording
from segue.records.sides import listen

RATE = 24_000
CALL: list[Event] = [
    Started(at_s=0, profile="storyteller", models="rehearsal"),
    Said(at_s=1, stage="intro", text="Hello!", first_token_s=0.1, first_byte_s=0.2),
    Heard(at_s=4, text="I'm Ada.", recognition_s=0.5, end_of_turn_s=0.3),
    Said(at_s=6, stage="intro", text="Ada?", first_token_s=0.3),
    Heard(at_s=8, text="Yes.", recognition_s=0.1, end_of_turn_s=0.9),
    Ended(at_s=9.004, outcome=Outcome.HUNG_UP),
]
VERDICT = Judgement(("name is not known, not Ada",), words_spoken=8, words_wrong=2)


def recorded(path: Path, *sounds: tuple[str, float]) -> Path:
    """A recording of one side after the other: who sounds, and for how many seconds."""
    with Recording(path, RATE) as recording:
        for side, length_s in sounds:
            sound = np.full(int(length_s * RATE), 9000, np.int16).tobytes()
            still = bytes(len(sound))
            recording.add(sound if side == "caller" else still, sound if side == "agents" else still)
    return path


def test_a_call_without_sound_has_the_figures_that_its_events_hold() -> None:
    assert judged(CALL, VERDICT, None, 0) == {
        "duration_s": 9.0,
        "typed": False,
        "outcome": "hung_up",
        "path": [],
        "turns": 2,
        "word_error_rate": 0.25,
        "failures": ["name is not known, not Ada"],
        "where_the_time_went_s": {"recognition": 0.3, "end_of_turn": 0.6, "first_token": 0.2, "first_byte": 0.2},
    }


def test_a_part_that_was_never_measured_is_left_out() -> None:
    assert judged([CALL[0], CALL[-1]], VERDICT, None, 0)["where_the_time_went_s"] == {}


def test_answers_are_measured_in_the_sound_itself(tmp_path: Path) -> None:
    turns = [("agents", 1.0), ("-", 1.0), ("caller", 1.0), ("-", 0.8), ("agents", 1.0), ("-", 0.5)]
    numbers = judged(CALL, VERDICT, listen(recorded(tmp_path / "call.wav", *turns)), 3)
    assert numbers["answer_median_s"] == pytest.approx(0.8, abs=0.05)
    assert numbers["greeting_at_s"] == 0.0
    assert numbers["silence_after_goodbye_s"] == pytest.approx(0.5, abs=0.05)
    assert (numbers["barge_in_s"], numbers["double_talk_s"], numbers["underruns"]) == ([], 0.0, 3)
    assert "answers began 0.8 s after" in told(numbers)


@pytest.mark.parametrize("turns", [[("-", 1.0)], [("agents", 1.0), ("-", 1.0)]], ids=["no sound", "a muted caller"])
def test_where_nothing_was_answered_nothing_is_told_of_answers(turns: list[tuple[str, float]], tmp_path: Path) -> None:
    numbers = judged(CALL, VERDICT, listen(recorded(tmp_path / "call.wav", *turns)), 0)
    assert numbers["answer_median_s"] is None
    assert told(numbers) == "2 turns in 9.0 s; of the words spoken, 25% were heard otherwise"


def test_a_typed_calls_seconds_are_told_to_be_counted_and_words_nobody_knows_are_not_counted() -> None:
    typed = [Started(at_s=0, profile="storyteller", models="rehearsal", typed=True), *CALL[1:]]
    numbers = judged(typed, Judgement((), words_spoken=0, words_wrong=0), None, 0)
    assert (numbers["typed"], numbers["word_error_rate"]) == (True, None)
    assert told(numbers) == "2 turns in 9.0 s, counted from words"


@pytest.mark.parametrize(
    ("values", "value"), [([0.4], 0.4), ([0.2, 0.4], 0.39), ([float(n) for n in range(101)], 95.0)]
)
def test_the_95th_percentile_lies_between_the_measured_values(values: list[float], value: float) -> None:
    assert p95(values) == pytest.approx(value)
