"""What a worker keeps of a room's call tells of the call that was."""

import json
from statistics import median
from typing import Any

import pytest

from segue.call.events import Said
from segue.records import transcript
from segue.records.sides import listen
from segue.records.timing import Answer
from testbed.overheard import Overheard
from tests.left_behind import holds
from tests.room.mixed import SETTING, Mixed

pytestmark = [pytest.mark.room, pytest.mark.audio]

AGREE_S = 0.15


@pytest.fixture
def figures(mixed: Mixed) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(mixed.kept.figures.read_text())
    return told


@pytest.fixture
def answers(mixed: Mixed, figures: dict[str, Any]) -> tuple[Answer, ...]:
    """The agents' answers in the sound that was kept."""
    return listen(mixed.kept.room_recording, figures["recording_began_s"]).answers().answers


def test_a_call_leaves_its_sound_journal_transcript_and_figures_to_its_owner_alone(mixed: Mixed) -> None:
    kept = {path.name: path.stat().st_mode & 0o777 for path in mixed.kept.path.iterdir()}
    assert kept == dict.fromkeys(["call.ogg", "figures.json", "journal.jsonl", "transcript.txt"], 0o600)
    assert mixed.kept.transcript.read_text() == transcript.write(mixed.events)
    assert "not all of a call was kept" not in mixed.log


def test_the_call_replays_from_its_journal_and_an_altered_character_is_noticed(mixed: Mixed) -> None:
    holds(mixed.kept.journal)


def test_the_figures_tell_where_the_call_led_and_what_was_in_it(mixed: Mixed, figures: dict[str, Any]) -> None:
    assert figures["outcome"] == "goodbye"
    assert figures["path"] == [*SETTING.path]
    assert figures["turns"] == len(SETTING.lines)
    assert len(figures["barge_in_s"]) == 1


def test_the_sound_holds_each_answer_that_the_session_measured(mixed: Mixed, answers: tuple[Answer, ...]) -> None:
    """Two clocks of one worker: where the recording has the sounds, and when the session told of the words."""
    told = [event for event in mixed.events if isinstance(event, Said) and event.answer_s is not None]
    assert len(told) == len(answers) == len(SETTING.lines)
    since = [0.0, *(event.at_s for event in told)]
    assert all(
        before < answer.answered_s < said.at_s for before, answer, said in zip(since, answers, told, strict=False)
    )


def test_the_caller_waits_as_long_as_is_told_and_the_way_there_and_back(mixed: Mixed, figures: dict[str, Any]) -> None:
    waits = [answer.wait_s for answer in Overheard(mixed.clara.recording).figures.answers]
    assert figures["answer_median_s"] <= median(waits) + AGREE_S
