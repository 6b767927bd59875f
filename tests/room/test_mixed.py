"""A mixed call in a real room, in a process of its own: every stage brings its own models, realtime beside pipeline."""

import sys
from itertools import groupby, pairwise

import pytest

from segue.call.events import Ended, Ending, Entered, Failed, HandedOn, Heard, LineHeard, Outcome, Said
from segue.caller.judgement import errors
from segue.facts.accept import words
from testbed.overheard import Overheard
from tests.room.mixed import SETTING, Mixed

pytestmark = [pytest.mark.room, pytest.mark.audio]

LATE_S = 3.0
"""How long after a hand-off sound may still go to the STT of the stage before, where both cores are busy."""


def said(mixed: Mixed) -> list[Said]:
    return [event for event in mixed.events if isinstance(event, Said)]


def told(mixed: Mixed) -> list[str]:
    """What was heard of our side: what the agents said, and lines where the caller waited for that."""
    return [event.text for event in mixed.events if isinstance(event, Said | LineHeard)]


def heard(mixed: Mixed) -> list[str]:
    return [event.text for event in mixed.events if isinstance(event, Heard)]


def test_the_caller_is_led_there_and_back_and_sees_who_has_the_call(mixed: Mixed) -> None:
    shown = [attributes for attributes in mixed.clara.seen.attributes if "segue.agent" in attributes]
    assert [stage for stage, _ in groupby(one["segue.agent"] for one in shown)] == [*SETTING.path]
    assert mixed.clara.seen.path() == [*SETTING.path]
    assert {one["segue.models"] for one in shown} == {"cloud"}


def test_both_sides_are_transcribed_as_they_are_on_record(mixed: Mixed) -> None:
    assert all(line.final for line in mixed.clara.seen.transcript.values())
    assert words(" ".join(mixed.clara.seen.said("clara"))) == words(" ".join(heard(mixed)))
    assert words(" ".join(mixed.clara.seen.agents_said())) == words(" ".join(told(mixed)))


def test_a_hand_off_in_mid_speech_is_heard_out_and_then_the_next_agent_speaks(mixed: Mixed) -> None:
    events = [event for event in mixed.events if isinstance(event, HandedOn | Entered | Heard | Said)]
    hand_offs = [at for at, event in enumerate(events) if isinstance(event, HandedOn)]
    assert len(hand_offs) == len(SETTING.path) - 1
    for at in hand_offs:
        beside, edge, entered, then = events[at - 1 : at + 3]
        assert isinstance(edge, HandedOn)
        assert isinstance(beside, Said)
        assert isinstance(entered, Entered)
        assert isinstance(then, Said)
        assert (beside.stage, entered.stage, then.stage) == (edge.origin, edge.target, edge.target)
        assert not beside.interrupted


def test_a_caller_who_breaks_in_is_heard_and_the_goodbye_is_whole(mixed: Mixed) -> None:
    recording = Overheard(mixed.clara.recording)
    *_, story, goodbye = said(mixed)
    assert [event.interrupted for event in said(mixed)].count(True) == 1
    assert (story.interrupted, story.stage) == (True, "story")
    assert len(recording.figures.barge_ins) == 1
    assert goodbye.text.startswith("Goodbye, Clara.")
    assert words(recording.speech(-1))[-1] == words(goodbye.text)[-1]
    assert [event.outcome for event in mixed.events if isinstance(event, Ending | Ended)] == [Outcome.GOODBYE] * 2
    assert mixed.clara.seen.ended_by == ["ROOM_DELETED"]


def test_nothing_is_said_twice(mixed: Mixed) -> None:
    recording = Overheard(mixed.clara.recording)
    for one, next_one in pairwise(said(mixed)):
        assert words(one.text) != words(next_one.text)
    spoken, overheard = words(" ".join(told(mixed))), words(" ".join(recording.speeches()))
    # What is said twice is also heard twice: it would show as words put in.
    assert errors(spoken, overheard) / len(spoken) < 0.2


def test_the_last_model_knows_all_that_the_caller_said(mixed: Mixed) -> None:
    spoken = [line if isinstance(line, str) else line["say"] for line in SETTING.lines]
    assert errors(words(" ".join(spoken)), words(" ".join(heard(mixed)))) <= 3
    last = mixed.doubles.realtime.sessions[-1].conversation.items
    assert [item.text for item in last if item.role == "user"] == heard(mixed)


def test_no_stt_is_paid_for_beside_a_realtime_stage(mixed: Mixed) -> None:
    ends = [event.at_s for event in mixed.events if isinstance(event, Entered | Ended)]
    lengths = dict.fromkeys(SETTING.path, 0.0)
    for stage, (began, ended) in zip(SETTING.path, pairwise(ends), strict=True):
        lengths[stage] += ended - began
    listened = sum(connection.audio_s for connection in mixed.doubles.deepgram.connections)
    sessions = mixed.doubles.realtime.sessions
    assert 0 < listened <= lengths["intro"] + lengths["task"] + LATE_S
    assert len(sessions) == SETTING.path.count("story")
    assert 0 < sum(session.audio_s for session in sessions) <= lengths["story"] + LATE_S


def test_nothing_fails_and_no_provider_refuses_anything(mixed: Mixed) -> None:
    doubles = mixed.doubles
    assert not [event for event in mixed.events if isinstance(event, Failed)]
    assert not [*doubles.deepgram.refused, *doubles.realtime.refused]
    assert not [
        came.error
        for endpoint in (doubles.chat.completions, doubles.speech.speech)
        for came in endpoint.received
        if came.error
    ]
    assert "Traceback" not in mixed.log
    assert "Task was destroyed" not in mixed.log


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells what a process has loaded")
def test_the_call_is_a_process_that_loads_no_local_model(mixed: Mixed) -> None:
    assert len(mixed.played_by) == 1
    assert mixed.worker not in mixed.played_by
    assert mixed.recognised_by == []


def test_no_process_and_no_room_outlives_the_call(mixed: Mixed) -> None:
    assert mixed.left_of_the_call == []
    assert mixed.left_of_the_worker == []
    assert mixed.rooms_left == []


def test_a_call_that_is_a_process_writes_nothing_in_its_users_home(mixed: Mixed) -> None:
    assert mixed.written_at_home == []


def test_a_recorded_call_is_kept_here_and_nothing_of_it_goes_to_the_cloud(mixed: Mixed) -> None:
    assert mixed.kept.room_recording.exists()
    assert mixed.cloud.came == []
