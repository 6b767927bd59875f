"""Whole calls with sound in which a part of ours fails: nobody waits in silence, is blamed for it, or has to guess."""

import pytest

from agents import team
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Ended,
    Heard,
    LineHeard,
    Outcome,
    Said,
)
from segue.caller.judgement import errors
from segue.facts.accept import words
from segue.profile.load import find, load
from segue.settings.settings import PROFILES
from testbed.overheard import Overheard, heard_in
from tests.audio.failing_calls import FAILING
from tests.audio.kept_calls import Played, kept_calls
from tests.audio.playing import Over, asked_by
from tests.left_behind import holds

TOLD_LATE_S = 1.0
"""How long after a line's last sound its end may be told, where both cores are busy."""
ANSWERED = [name for name, setting in FAILING.items() if setting.answer]
pytestmark = pytest.mark.audio


@pytest.fixture(scope="module")
def calls(played: dict[str, Over]) -> dict[str, Played]:
    """Every call of `FAILING`, over."""
    return kept_calls(played[process.name] for process in asked_by("test_failing_calls"))


def lines(call: Played) -> list[LineHeard]:
    """What was heard whole in an agent's place."""
    return [event for event in call.events if isinstance(event, LineHeard) and event.whole]


@pytest.mark.parametrize("name", FAILING)
def test_a_call_replays_from_its_journal(name: str, calls: dict[str, Played]) -> None:
    holds(calls[name].folder.journal)


@pytest.mark.parametrize("name", FAILING)
def test_who_waits_hears_lines_that_were_made_beforehand(name: str, calls: dict[str, Played]) -> None:
    call = calls[name]
    due = iter(line.line for line in lines(call))
    assert [line for line in FAILING[name].hears if line in due] == [*FAILING[name].hears]
    spans = Overheard(call.folder.recording).spoken
    for line in lines(call):
        assert any(span.start_s < line.at_s and span.end_s > line.at_s - TOLD_LATE_S for span in spans)
        assert heard_in(call.told.overheard, line.text), line.text


@pytest.mark.parametrize("name", FAILING)
def test_no_line_is_heard_over_words(name: str, calls: dict[str, Played]) -> None:
    call, sounding = calls[name], set[str]()
    for event in call.events:
        match event:
            case AgentsBegan():
                sounding.add("agents")
            case CallerBegan():
                sounding.add("caller")
            case AgentsEnded():
                sounding.discard("agents")
            case CallerEnded():
                sounding.discard("caller")
            case LineHeard(whole=True):
                assert not sounding
    assert Overheard(call.folder.recording).figures.double_talk_s == 0


@pytest.mark.parametrize("name", FAILING)
def test_what_the_caller_said_is_on_record_once(name: str, calls: dict[str, Played]) -> None:
    said = [line for line in FAILING[name].lines if isinstance(line, str) and line not in FAILING[name].unheard]
    spoken, heard = words(" ".join(said)), words(" ".join(event.text for event in calls[name].heard()))
    assert errors(spoken, heard) <= len(spoken) // 4


@pytest.mark.parametrize("name", ANSWERED)
def test_where_the_part_comes_back_the_caller_is_answered(name: str, calls: dict[str, Played]) -> None:
    last = [event for event in calls[name].events if isinstance(event, Heard | Said)][-1]
    assert isinstance(last, Said)
    assert FAILING[name].answer in last.text
    assert not last.interrupted


@pytest.mark.parametrize("name", FAILING)
def test_nobody_is_blamed(name: str, calls: dict[str, Played]) -> None:
    blaming = load(find(PROFILES, "storyteller"), team().known()).lines
    heard = {event.text for event in calls[name].events if isinstance(event, Said | LineHeard)}
    assert heard.isdisjoint({blaming.are_you_there, blaming.silent_goodbye})


@pytest.mark.parametrize("name", FAILING)
def test_the_call_ends_as_what_it_was_and_names_the_part_that_failed_for_good(
    name: str, calls: dict[str, Played]
) -> None:
    (ended,) = [event for event in calls[name].events if isinstance(event, Ended)]
    assert (ended.outcome, ended.part) == (FAILING[name].outcome, FAILING[name].part)
    assert ended.outcome is not Outcome.SILENCE
