"""The transcript is the call as it would be read: one line for each thing worth reading."""

import pytest
from hypothesis import given

from segue.call.events import Declined, Ended, Event, HandedOn, Heard, Learnt, Limit, Outcome, Said, Started, TakenOver
from segue.records.transcript import line, write
from tests.unit.call.happenings import events


def learnt(value: str, heard: str) -> Event:
    return Learnt(at_s=1, name="place", value=value, heard=heard)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Heard(at_s=1, text="I'm Ada."), "caller: I'm Ada."),
        (Said(at_s=1, stage="intro", text="Hello!"), "intro: Hello!"),
        (Said(at_s=1, stage="story", text="Not far from", interrupted=True), "story: Not far from —"),
        (learnt("Turin", "turin"), "  learnt place: Turin"),
        (learnt("Turin", "Tyrion"), "  learnt place: Turin (heard “Tyrion”)"),
        (Declined(at_s=1, name="place"), "  declined to give: place"),
        (HandedOn(at_s=1, edge="go", origin="intro", target="task"), "  hand-off intro → task (go)"),
        (TakenOver(at_s=1, stage="story"), "  story goes on without its realtime model"),
        (Ended(at_s=1, outcome=Outcome.TIME_UP), "  the call has ended: time_up"),
        (Ended(at_s=1, outcome=Outcome.LIMIT, limit=Limit.TURNS), "  the call has ended: limit of turns"),
        (Started(at_s=1, profile="storyteller", models="cloud"), None),
    ],
)
def test_an_event_reads_as_one_would_tell_it(event: Event, text: str | None) -> None:
    assert line(event) == text


@given(events)
def test_an_event_is_one_line_whatever_was_said(event: Event) -> None:
    text = line(event) or ""
    assert len(text.splitlines()) <= 1
    text.encode()


def test_nobodys_words_tell_the_readers_terminal_what_to_do() -> None:
    assert line(Heard(at_s=1, text="a\x1b[31mb\rc\x9bd\u2028e")) == "caller: a [31mb c d e"
    assert line(Heard(at_s=1, text="to \u202eadA\u202c, \u2066not\u2069 \u200fher")) == "caller: to  adA ,  not   her"


def test_each_line_says_when() -> None:
    happened = [
        Started(at_s=0, profile="storyteller", models="cloud"),
        Said(at_s=0.44, stage="intro", text="Hello!"),
        Heard(at_s=12.06, text="I'm Ada."),
    ]
    assert write(happened) == "    0.4  intro: Hello!\n   12.1  caller: I'm Ada.\n"
