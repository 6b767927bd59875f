"""A call's figures: what its events and its sound say, as numbers worth comparing between calls."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

from segue.call.events import Ended, Entered, Event, Failed, Heard, RolledBack, Said, Started
from segue.records.sides import Sides
from segue.records.timing import THRESHOLD_DB, heard

NOISY_DB = THRESHOLD_DB - 10
"""The caller's background above which it could be taken for speech: it wavers about its median."""


def figures(events: Sequence[Event], sides: Sides | None) -> dict[str, Any]:
    """What can be said of any call; of its sound only where there is a recording."""
    numbers = {
        "duration_s": round(max((event.at_s for event in events), default=0.0), 2),
        "typed": any(isinstance(event, Started) and event.typed for event in events),
        "outcome": next((event.outcome for event in events if isinstance(event, Ended)), None),
        "path": path(events),
        "turns": sum(isinstance(event, Heard) for event in events),
        "where_the_time_went_s": _parts(events),
    }
    return numbers | (_sound(sides) if sides else {})


def path(events: Sequence[Event]) -> list[str]:
    """The stages in the order the caller met them; without those whose hand-off was undone."""
    met, entered = list[str](), dict[int | None, int]()
    for event in events:
        if isinstance(event, Entered):
            entered[event.hand_off] = len(met)
            met.append(event.stage)
        elif isinstance(event, RolledBack):
            del met[entered.get(event.hand_off, len(met)) :]
            met += [] if event.to in met[-1:] else [event.to]
    return met


def left_unanswered(events: Sequence[Event]) -> bool:
    """Whether the agents' words were not the last thing to come: a model failed, or had nothing to say."""
    last = next((event for event in reversed(events) if isinstance(event, Said | Heard | Failed)), None)
    return not isinstance(last, Said)


def _parts(events: Sequence[Event]) -> dict[str, float]:
    """The median of each part of a turn."""
    turns = [event for event in events if isinstance(event, Heard)]
    said = [event for event in events if isinstance(event, Said)]
    parts = {
        "recognition": [event.recognition_s for event in turns],
        "end_of_turn": [event.end_of_turn_s for event in turns],
        "first_token": [event.first_token_s for event in said],
        "first_byte": [event.first_byte_s for event in said],
    }
    known = {name: [second for second in seconds if second is not None] for name, seconds in parts.items()}
    return {name: round(median(seconds), 3) for name, seconds in known.items() if seconds}


def _sound(sides: Sides) -> dict[str, Any]:
    speech = heard(sides.agents)
    greeting = {"greeting_at_s": round(speech[0].start_s, 2) if speech else None}
    if sides.background_db > NOISY_DB:
        # Nobody could tell when this caller spoke, so of that nothing is said but why.
        return greeting | {"caller_background_db": round(sides.background_db)}
    found = sides.answers()
    waits = [answer.wait_s for answer in found.answers]
    return {
        "answer_median_s": round(median(waits), 2) if waits else None,
        "answer_p95_s": round(p95(waits), 2) if waits else None,
        "barge_in_s": [round(barge_in.talked_on_s, 2) for barge_in in found.barge_ins],
        "double_talk_s": round(found.double_talk_s, 2),
        "longest_silence_s": round(found.longest_silence_s, 2),
        **greeting,
    }


def p95(values: Sequence[float]) -> float:
    """The 95th percentile; of few values the largest."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
