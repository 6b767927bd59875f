"""One call with a hand-off: what became of the caller's words, and of their time. From its sound and its journal."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from segue.facts.accept import words
from segue.records import timing
from segue.records.timing import Span
from testbed.room.caller import Caller

NEXT: Final = "task"
TOPIC: Final = "mood"
"""What an agent learns that has been told the caller's words."""
SAME_TURN: Final = "same turn"
"""The caller went on so soon that it is one turn with what leads to the hand-off."""
PAUSE_S: Final = 0.35
"""Silence between two sentences of one agent, at most."""


@dataclass(frozen=True, slots=True)
class Uttered:
    """What the caller said, in seconds of their recording, and what the recogniser makes of it alone."""

    began_s: float
    """When they began with what leads to the hand-off."""
    spoke_s: float | None
    ended_s: float | None
    """Of what they said into it; None where they waited for the next agent's question."""
    alone: tuple[str, str]
    """What leads to the hand-off, and the rest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call."""

    tree: str
    load: float
    """The machine's, while it rang."""
    words: str
    after_s: float | None
    """When they were said, after the end of what leads to the hand-off; None: when the next agent had asked."""
    into: str
    """When the caller began: "before" the farewell, in the "farewell", "after" it, or into the "next" agent."""
    heard: list[str]
    """What the call has on record as theirs."""
    lost: list[str]
    """Words that the recogniser has from the same sound alone, and the record lacks."""
    misheard: list[str]
    """Those that it has otherwise."""
    added: list[str]
    """Those that it has and nobody said."""
    whole: bool
    """Whether nothing of what was said into the hand-off is on record."""
    taken_up_by: str
    """The stage that had the call when what they said was learnt; empty: nobody has learnt it. Or `SAME_TURN`."""
    said: list[list[str]]
    """The agents' speeches: stage and words."""
    fell_silent_s: float | None
    """From the caller's first sound to the agent's last, where one was speaking."""
    gap_s: float | None
    """From the last sound of the old agent to the first of the next, where nobody broke in."""
    waited_s: float | None
    """From the caller's last sound to the next agent's first after it."""


def read(
    tree: str, load: float, plan: tuple[str, float | None], caller: Caller, uttered: Uttered, journal: Path
) -> Outcome:
    """What came of the call of `caller`, whose journal the worker kept at `journal`."""
    _, agents, rate = timing.read(caller.recording)
    shown_s = caller.seen.entered_at.get(NEXT, math.inf) - (caller.first_heard_at or 0.0)
    sounds = [sound for sound in timing.sounds(agents, rate) if sound.start_s > uttered.began_s]
    old = [sound for sound in sounds if sound.start_s < shown_s]
    its = [sound for sound in sounds if sound.start_s >= shown_s]
    events = [*happened(journal)]
    heard = [event["text"] for event in events if event["event"] == "heard"]
    gap_s = its[0].start_s - old[-1].end_s if uttered.spoke_s is None and old and its else None
    after = [sound.start_s for sound in its if uttered.ended_s and sound.start_s > uttered.ended_s]
    lost, misheard, added = compared(words(" ".join(uttered.alone)), words(" ".join(heard)))
    return Outcome(
        tree,
        load,
        *plan,
        into=moment(uttered.spoke_s, old, its),
        heard=heard,
        lost=lost,
        misheard=misheard,
        added=added,
        whole=lost[-len(its_words := words(uttered.alone[1])) :] == its_words,
        taken_up_by=SAME_TURN if one_turn(heard, uttered) else taken_up_by(events),
        said=[[event["stage"], event["text"]] for event in events if event["event"] == "said"],
        fell_silent_s=talked_on(uttered.spoke_s, old) or talked_on(uttered.spoke_s, its),
        gap_s=gap_s,
        waited_s=after[0] - (uttered.ended_s or 0.0) if after else None,
    )


def happened(journal: Path) -> Iterator[Mapping[str, Any]]:
    """The events of a journal: of one that may be older than this tree, so it is not read by its code."""
    for record in map(json.loads, journal.read_text().splitlines()):
        if record.get("permission", {}).get("permitted", True):
            yield {"event": record.get("kind", record.get("event")), **record.get("fields", record)}


def one_turn(heard: Sequence[str], uttered: Uttered) -> bool:
    """Whether the first turn has more than what leads to the hand-off."""
    return bool(heard) and len(words(heard[0])) > len(words(uttered.alone[0]))


def compared(alone: Sequence[str], heard: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The words of `alone` that are lost in `heard`, those that are otherwise, and what else is there."""
    lost, misheard, added = list[str](), list[str](), list[str]()
    for kind, start, end, first, last in SequenceMatcher(None, alone, heard, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        # A word heard as another is one put in its place; what is short of it is lost.
        instead = min(end - start, last - first)
        misheard += alone[end - instead : end]
        lost += alone[start : end - instead]
        added += heard[first : last - instead]
    return lost, misheard, added


def moment(spoke_s: float | None, old: Sequence[Span], its: Sequence[Span]) -> str:
    """What the caller began into."""
    if spoke_s is None:
        return ""
    if its and its[0].start_s <= spoke_s:
        return "next"
    if not old or spoke_s < old[0].start_s:
        return "before"
    return "farewell" if spoke_s < old[-1].end_s else "after"


def talked_on(spoke_s: float | None, sounds: Sequence[Span]) -> float | None:
    """How long one agent went on, if it was speaking at `spoke_s`."""
    if spoke_s is None or not any(sound.start_s <= spoke_s < sound.end_s for sound in sounds):
        return None
    until_s = spoke_s
    for sound in sounds:
        if until_s < sound.end_s and sound.start_s - until_s <= PAUSE_S:
            until_s = sound.end_s
    return until_s - spoke_s


def taken_up_by(events: Sequence[Mapping[str, Any]]) -> str:
    """The stage that had the call when `TOPIC` was learnt."""
    stage = ""
    for event in events:
        if event["event"] == "entered":
            stage = event["stage"]
        elif event["event"] == "learnt" and event["name"] == TOPIC:
            return stage
    return ""
