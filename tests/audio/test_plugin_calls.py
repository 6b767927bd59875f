"""Whole calls with sound through the real plugins, cloud, local and mixed, against the providers' doubles."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from segue.call.events import Ended, Ending, Entered, Failed, HandedOn, Heard, LineHeard, Outcome, Said, TakenOver
from segue.caller.judgement import errors
from segue.facts.accept import words
from segue.rehearsal.scene import sentences
from tests.audio.kept_calls import Played, kept_calls
from tests.audio.playing import Over, asked_by
from tests.audio.plugin_calls import CALLS, nothing
from tests.left_behind import holds

RESCUED = [name for name, setting in CALLS.items() if setting.breaks is not nothing]
"""Where the realtime model fails, and its fallback plays the story."""
REALTIME = [name for name, setting in CALLS.items() if setting.mode != "pipeline" and name not in RESCUED]
LATE_S = 3.0
"""How long after a hand-off sound may still go to the STT of the stage before, where both cores are busy."""
WHOLE = [name for name in CALLS if name != "time_is_up"]
"""Where the caller takes leave."""
BROKEN_INTO = [name for name in WHOLE if name not in ("silent", "lost_story")]
pytestmark = pytest.mark.audio


@pytest.fixture(scope="module")
def calls(played: dict[str, Over]) -> dict[str, Played]:
    """Every call of `CALLS`, over."""
    return kept_calls(played[process.name] for process in asked_by("test_plugin_calls"))


@pytest.mark.parametrize("name", CALLS)
def test_a_call_replays_from_its_journal_and_an_altered_character_is_noticed(
    name: str, calls: dict[str, Played]
) -> None:
    holds(calls[name].folder.journal)


@pytest.mark.parametrize("name", WHOLE)
def test_a_call_takes_its_path_and_ends_once_with_a_whole_goodbye(name: str, calls: dict[str, Played]) -> None:
    call = calls[name]
    assert call.path() == [*CALLS[name].path]
    assert [event.outcome for event in call.events if isinstance(event, Ending | Ended)] == [Outcome.GOODBYE] * 2
    assert call.told.goodbye_whole
    goodbye = call.said()[-1]
    assert goodbye.text.startswith("Goodbye, ")
    assert words(call.told.overheard[-1])[-1] == words(goodbye.text)[-1]


@pytest.mark.parametrize("name", [name for name in CALLS if name not in RESCUED])
def test_nothing_fails_and_no_provider_refuses_anything(name: str, calls: dict[str, Played]) -> None:
    assert not [event for event in calls[name].events if isinstance(event, Failed)]
    assert not calls[name].told.refused


@pytest.mark.parametrize("name", [*BROKEN_INTO, "lost_story"])
def test_everything_is_said_once_and_heard_as_it_is_on_record(name: str, calls: dict[str, Played]) -> None:
    call = calls[name]
    for one, next_one in pairwise(call.said()):
        assert words(one.text) != words(next_one.text)
    said = words(" ".join(event.text for event in call.events if isinstance(event, Said | LineHeard)))
    # What is said twice, is also heard twice: it would show as words put in.
    assert errors(said, words(" ".join(call.told.overheard))) / len(said) < 0.2


@pytest.mark.parametrize("name", CALLS)
def test_after_a_hand_off_in_mid_speech_the_next_agent_speaks_and_no_other(name: str, calls: dict[str, Played]) -> None:
    events = [event for event in calls[name].events if isinstance(event, HandedOn | Entered | Said)]
    hand_offs = [at for at, event in enumerate(events) if isinstance(event, HandedOn)]
    assert len(hand_offs) == len(CALLS[name].path) - 1
    for at in hand_offs:
        beside, edge, entered, then = events[at - 1 : at + 3]
        assert isinstance(edge, HandedOn)
        assert isinstance(beside, Said)
        assert isinstance(entered, Entered)
        assert isinstance(then, Said)
        assert (beside.stage, entered.stage, then.stage) == (edge.origin, edge.target, edge.target)


@pytest.mark.parametrize("name", BROKEN_INTO)
def test_a_story_broken_into_stops_and_goes_on_from_the_sentence_that_was_cut(
    name: str, calls: dict[str, Played]
) -> None:
    call = calls[name]
    cut = [at for at, event in enumerate(call.said()) if event.interrupted and event.stage == "story"]
    assert len(cut) == 1
    (at,) = cut
    if isinstance(CALLS[name].lines[-1], Mapping):  # where the caller broke in to take leave
        return
    asked, resumed = (" ".join(words(event.text)) for event in call.said()[at + 1 : at + 3])
    assert asked == "of course shall i go on or shall we end here"
    whole = sentences(call.said()[at].text)
    # Where the caller broke in between two sentences, none was cut.
    begun = "" if whole[-1].endswith((".", "?")) else whole.pop()
    assert resumed.startswith(f"where were we {' '.join(words(begun))}")
    assert not [sentence for sentence in whole if " ".join(words(sentence)) in resumed]


@pytest.mark.parametrize("name", [name for name in BROKEN_INTO if name in REALTIME])
def test_a_realtime_model_that_is_broken_into_is_told_after_which_words(name: str, calls: dict[str, Played]) -> None:
    (cut,) = [event.text for event in calls[name].said() if event.interrupted and event.stage == "story"]
    notes = calls[name].told.notes
    assert notes
    assert [" ".join(cut.split()[-3:]) in note for note in notes] == [True] * len(notes)


@pytest.mark.parametrize("name", WHOLE)
def test_what_the_caller_said_reaches_the_record_and_the_models(name: str, calls: dict[str, Played]) -> None:
    call = calls[name]
    said = [line if isinstance(line, str) else line.get("say", "") for line in CALLS[name].lines]
    spoken, heard = words(" ".join(said)), words(" ".join(event.text for event in call.heard()))
    # Of what is said into the change of agents an STT may catch the end alone: it began in the other one's time.
    assert errors(spoken, heard) / len(spoken) < 0.2
    heard_by_realtime = call.told.realtimes and name not in RESCUED
    last = call.told.realtimes[-1] if heard_by_realtime else _roles(call.told.chats[-1])
    assert [text for role, text in last if role == "user"] == [event.text for event in call.heard()]


def test_a_silent_caller_is_asked_by_a_model_that_cannot_be_given_words(calls: dict[str, Played]) -> None:
    call, asked = calls["silent"], "Are you still there?"
    assert asked in [event.text for event in call.said()]
    assert " ".join(words(asked)) in " ".join(words(" ".join(call.told.overheard)))
    assert ["assistant", asked] in [list(said) for said in call.told.realtimes[-1]]


def _roles(messages: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(str(message["role"]), str(message.get("content") or "")) for message in messages]


@pytest.mark.parametrize("name", ["cloud", "there_and_back"])
def test_the_next_pipeline_agent_is_told_what_was_said_before(name: str, calls: dict[str, Played]) -> None:
    for messages in calls[name].told.chats:
        if "Choosing" in str(messages[0]):
            assert any(role == "user" and "Clara" in text for role, text in _roles(messages))


@pytest.mark.parametrize("name", REALTIME)
def test_no_provider_listens_beside_a_realtime_stage(name: str, calls: dict[str, Played]) -> None:
    call = calls[name]
    ends = [event.at_s for event in call.events if isinstance(event, Entered | Ended)]
    lengths = dict.fromkeys(("pipeline", "realtime"), 0.0)
    for stage, (began, ended) in zip(call.path(), pairwise(ends), strict=True):
        lengths["realtime" if stage == "story" else "pipeline"] += ended - began
    assert sum(call.told.heard_s) <= lengths["pipeline"] + LATE_S
    assert sum(call.told.realtime_heard_s) <= lengths["realtime"] + LATE_S
    assert len(call.told.realtimes) == CALLS[name].path.count("story")
    if "rehearsal" in CALLS[name].models:
        assert not call.told.heard_s


@pytest.mark.parametrize("name", RESCUED)
def test_a_story_whose_model_fails_is_told_by_its_fallback_which_knows_all_that_was_said(
    name: str, calls: dict[str, Played]
) -> None:
    call = calls[name]
    assert [event.stage for event in call.events if isinstance(event, TakenOver)] == ["story"]
    assert {event.where for event in call.events if isinstance(event, Failed)} == {"realtime"}
    assert not call.told.refused
    history = [text for role, text in _roles(call.told.chats[-1]) if role in ("user", "assistant") and text]
    assert history == [event.text for event in call.events if isinstance(event, Heard | Said)][:-1]


def test_a_story_that_breaks_off_goes_on_from_the_sentence_that_was_cut(calls: dict[str, Played]) -> None:
    call = calls["lost_story"]
    told = [event for event in call.said() if event.stage == "story"]
    assert [event.interrupted for event in told] == [True, False, False, False]
    *whole, begun = sentences(told[0].text)
    if begun.endswith((".", "?")):  # it broke off between two
        whole, begun = [*whole, begun], ""
    resumed = " ".join(words(told[1].text))
    assert resumed.startswith(" ".join(["where were we", *words(begun)[:-1]]))
    assert not [sentence for sentence in whole if " ".join(words(sentence)) in resumed]
    assert resumed.endswith("what do you think was outside")


def test_a_last_line_is_whole_and_unanswered_where_the_provider_takes_the_turns(calls: dict[str, Played]) -> None:
    call, line = calls["time_is_up"], "Our time is up, I am afraid. Thank you for listening, and goodbye."
    assert [event.outcome for event in call.events if isinstance(event, Ended)] == [Outcome.TIME_UP]
    assert call.heard()  # into the line, where the provider goes on listening
    assert (call.said()[-1].text, call.told.goodbye_whole) == (line, True)
    assert words(call.told.overheard[-1])[-1] == "goodbye"


def test_a_server_that_speaks_need_not_finish_what_nobody_will_hear(calls: dict[str, Played]) -> None:
    assert calls["servers"].told.broken_off
