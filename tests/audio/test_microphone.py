"""A call by microphone and loudspeaker in a room that echoes, with a person at it, as `./segue talk --mic` plays it."""

import json
import re

import pytest

from segue.call.events import Ended, Entered, Heard, Said
from segue.records import journal
from segue.records.folder import Folder
from segue.records.sides import listen
from tests.audio.playing import Over
from tests.left_behind import holds

pytestmark = pytest.mark.audio

BREAKS_IN_WITH = {"wait", "moment", "please"}
"""Words of the person's own; a recogniser may miss one, and of the story that is told then none is among them."""


@pytest.fixture(scope="module")
def call(played: dict[str, Over]) -> Over:
    return played["by microphone"]


@pytest.fixture(scope="module")
def folder(call: Over) -> Folder:
    (kept,) = call.folder.iterdir()
    return Folder(kept)


def test_a_person_who_talks_is_heard_and_handed_on_and_told_goodbye(call: Over, folder: Folder) -> None:
    events = list(journal.read(folder.journal))
    assert call.status == 0, call.complaints
    assert [event.stage for event in events if isinstance(event, Entered)] == ["intro", "task", "story"]
    assert [event.outcome for event in events if isinstance(event, Ended)] == ["goodbye"]
    assert "Traceback" not in call.complaints


def test_the_call_replays_from_its_journal_and_an_altered_character_is_noticed(folder: Folder) -> None:
    holds(folder.journal)


def test_the_agents_do_not_interrupt_themselves_but_the_person_does(folder: Folder) -> None:
    events = list(journal.read(folder.journal))
    (cut,) = [index for index, event in enumerate(events) if isinstance(event, Said) and event.interrupted]
    answered = next(index for index, event in enumerate(events) if index > cut and isinstance(event, Said))
    words = " ".join(event.text for event in events[cut:answered] if isinstance(event, Heard)).lower()
    assert len(BREAKS_IN_WITH & {*re.findall(r"\w+", words)}) >= 2, words


def test_nothing_of_the_agents_is_on_the_person_s_side_of_the_record(folder: Folder) -> None:
    assert listen(folder.recording).background_db < -60
    figures = json.loads(folder.figures.read_text())
    assert figures["outcome"] == "goodbye"
    assert "intro" in folder.transcript.read_text()
