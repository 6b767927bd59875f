"""In a room: an STT that takes all sound and says no word is opened anew, and what was said meanwhile is not lost."""

import pytest

from segue.call.command import FixedLine
from segue.call.events import Ended, Failed, Heard, LineHeard, Outcome, Said
from segue.facts.accept import words
from testbed.overheard import Overheard, heard_in
from tests.room.half_open import ANSWER, ASKED, SAID, HalfOpenCall

pytestmark = [pytest.mark.room, pytest.mark.audio]


def test_what_was_said_into_the_half_open_connection_is_heard_again_by_another_and_once_on_record(
    half_open: HalfOpenCall,
) -> None:
    assert half_open.proxy.connections == len(half_open.doubles.deepgram.connections) == 2
    heard = [event.text for event in half_open.events if isinstance(event, Heard)]
    assert [words(text) for text in heard] == [words(text) for text in SAID]
    assert words(" ".join(half_open.emma.seen.said("emma"))) == words(" ".join(SAID))


def test_the_caller_hears_something_meanwhile_and_then_the_answer(half_open: HalfOpenCall) -> None:
    told = [event for event in half_open.events if isinstance(event, LineHeard | Said)]
    (asked,) = [at for at, event in enumerate(told) if isinstance(event, Said) and ASKED in event.text]
    line, *_, answer = told[asked + 1 :]
    assert isinstance(line, LineHeard)
    assert (line.line, line.whole) == (FixedLine.FILLER, True)
    assert heard_in(Overheard(half_open.emma.recording).speeches(), line.text)
    assert isinstance(answer, Said)
    assert ANSWER in answer.text


def test_nobody_is_blamed_and_nothing_fails_for_good(half_open: HalfOpenCall) -> None:
    lines = {event.line for event in half_open.events if isinstance(event, LineHeard)}
    assert lines.isdisjoint({FixedLine.ARE_YOU_THERE, FixedLine.SILENT_GOODBYE})
    assert not [event for event in half_open.events if isinstance(event, Failed) and event.final]
    assert [event.outcome for event in half_open.events if isinstance(event, Ended)] == [Outcome.HUNG_UP]
    assert "Traceback" not in half_open.log
    assert "Task was destroyed" not in half_open.log
