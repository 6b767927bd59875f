"""Whole calls with sound, as a newcomer starts them, judged by their recordings, as another recogniser hears them."""

import json
import wave
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segue.call.events import Ended, Entered, Event, HandedOn, Heard, Said
from segue.caller.judgement import errors
from segue.facts.accept import words
from segue.records import journal
from segue.records.folder import Folder
from segue.transports.frames import FRAME_SAMPLES
from testbed.overheard import Overheard
from tests.audio.playing import Over, asked_by
from tests.left_behind import holds

pytestmark = pytest.mark.audio


@dataclass(frozen=True, slots=True)
class Played:
    """A call that was played by the command line."""

    status: int
    shown: str
    complaints: str
    folder: Folder
    heard: Path

    @property
    def events(self) -> list[Event]:
        """Its journal."""
        return list(journal.read(self.folder.journal))

    @property
    def figures(self) -> dict[str, Any]:
        """Its figures."""
        found: dict[str, Any] = json.loads(self.folder.figures.read_text())
        return found

    def said(self) -> list[Said]:
        """What the agents said."""
        return [event for event in self.events if isinstance(event, Said)]


@pytest.fixture(scope="module")
def calls(played: dict[str, Over]) -> dict[str, Played]:
    """Every call that `./segue demo` played, over."""
    return {process.name: _kept(played[process.name]) for process in asked_by("test_calls")}


def _kept(over: Over) -> Played:
    (folder,) = over.folder.iterdir()
    return Played(over.status, over.shown, over.complaints, Folder(folder), over.heard)


@pytest.mark.parametrize("name", [process.name for process in asked_by("test_calls")])
def test_a_call_replays_from_its_journal_and_an_altered_character_is_noticed(
    name: str, calls: dict[str, Played]
) -> None:
    holds(calls[name].folder.journal)


@pytest.mark.parametrize("name", ["storyteller", "clinic", "one_by_one", "corrected"])
def test_a_caller_by_voice_gets_what_they_expect(name: str, calls: dict[str, Played]) -> None:
    assert calls[name].complaints.count("not as expected") == 0, calls[name].complaints
    assert calls[name].status == 0


def test_a_muted_caller_fails_the_call(calls: dict[str, Played]) -> None:
    assert calls["muted"].status == 1
    assert "not as expected: the outcome is silence, not goodbye" in calls["muted"].complaints
    assert not [event for event in calls["muted"].events if isinstance(event, Heard)]


@pytest.mark.parametrize("name", ["storyteller", "clinic"])
def test_another_recogniser_hears_on_the_recording_what_the_agents_say_they_said(
    name: str, calls: dict[str, Played]
) -> None:
    said = words(" ".join(event.text for event in calls[name].said()))
    heard = words(" ".join(Overheard(calls[name].folder.recording).speeches()))
    assert errors(said, heard) / len(said) < 0.2


@pytest.mark.parametrize("name", ["storyteller", "clinic", "one_by_one", "corrected"])
def test_the_goodbye_is_heard_to_its_last_word(name: str, calls: dict[str, Played]) -> None:
    goodbye = words(calls[name].said()[-1].text)
    heard = words(Overheard(calls[name].folder.recording).speech(-1))
    assert heard[-1] == goodbye[-1]
    assert sum(isinstance(event, Ended) for event in calls[name].events) == 1


def test_after_a_hand_off_only_the_next_agent_speaks_until_the_caller_does(calls: dict[str, Played]) -> None:
    events = calls["storyteller"].events
    for at, event in enumerate(events):
        if isinstance(event, HandedOn):
            after = events[at + 1 :]
            until = next(index for index, later in enumerate(after) if isinstance(later, Heard))
            entered = next(index for index, later in enumerate(after) if isinstance(later, Entered))
            beside = {said.stage for said in after[:entered] if isinstance(said, Said)}
            then = [said.stage for said in after[entered:until] if isinstance(said, Said)]
            assert beside <= {event.origin}
            assert then == [event.target]


def test_an_interrupted_story_goes_on_from_where_it_was(calls: dict[str, Played]) -> None:
    told = [event for event in calls["storyteller"].said() if event.stage == "story"]
    (cut,) = [index for index, event in enumerate(told) if event.interrupted]
    asked, resumed = told[cut + 1].text, told[cut + 2].text
    assert asked.endswith("?")
    last_words = words(told[cut].text)[-3:]
    assert " ".join(last_words) in " ".join(words(resumed))
    assert " ".join(words(told[cut].text)[:4]) not in " ".join(words(resumed))
    assert calls["storyteller"].figures["barge_in_s"]


def test_a_call_played_aloud_is_its_recording_both_voices_in_order(calls: dict[str, Played]) -> None:
    call = calls["one_by_one"]
    assert "playing aloud, by paplay" in call.complaints
    with wave.open(str(call.folder.recording)) as recording:
        both = np.frombuffer(recording.readframes(recording.getnframes()), np.int16).reshape(-1, 2)
    frames = np.clip(both.astype(np.int32).sum(axis=1), -32768, 32767).astype(np.int16).reshape(-1, FRAME_SAMPLES)
    heard = np.fromfile(call.heard, np.int16).reshape(-1, FRAME_SAMPLES)
    sounding = [frame.tobytes() for frame in frames if frame.any()]
    in_order = SequenceMatcher(None, sounding, [frame.tobytes() for frame in heard if frame.any()], autojunk=False)
    assert in_order.ratio() > 0.95, "what a busy machine brings too late may be missing, and nothing else"


def test_a_call_that_is_to_be_quiet_looks_for_no_loudspeaker(calls: dict[str, Played]) -> None:
    assert "aloud" not in calls["storyteller"].complaints


def test_the_terminal_is_readable_when_piped(calls: dict[str, Played]) -> None:
    shown = calls["storyteller"].shown
    assert "\033" not in shown
    for line in ("learnt name", "hand-off intro → task", "Echo (story):", "caller:", "answered after", "kept in"):
        assert line in shown
