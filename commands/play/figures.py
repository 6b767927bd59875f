"""A call's figures: what its events and its recording say, as numbers and as a few lines of text."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from segue.call.events import Event, Heard, Said
from segue.caller.judgement import Judgement
from segue.records import timing


def figures(events: Sequence[Event], verdict: Judgement, recording: Path, underruns: int) -> dict[str, Any]:
    """Everything worth comparing between calls; the sound's part only where there is a recording."""
    numbers: dict[str, Any] = {
        "duration_s": round(events[-1].at_s, 2),
        "turns": sum(isinstance(event, Heard) for event in events),
        "word_error_rate": round(verdict.word_error_rate, 3),
        "failures": list(verdict.failures),
        "where_the_time_went_s": _parts(events),
    }
    if recording.exists():
        numbers |= _sound(recording, underruns)
    return numbers


def _parts(events: Sequence[Event]) -> dict[str, float]:
    """The median of each part of a turn."""
    heard = [event for event in events if isinstance(event, Heard)]
    said = [event for event in events if isinstance(event, Said)]
    parts = {
        "recognition": [event.recognition_s for event in heard],
        "end_of_turn": [event.end_of_turn_s for event in heard],
        "first_token": [event.first_token_s for event in said],
        "first_byte": [event.first_byte_s for event in said],
    }
    known = {name: [second for second in seconds if second is not None] for name, seconds in parts.items()}
    return {name: round(median(seconds), 3) for name, seconds in known.items() if seconds}


def _sound(recording: Path, underruns: int) -> dict[str, Any]:
    found = timing.answers(*timing.read(recording))
    waits = [answer.wait_s for answer in found.answers]
    return {
        "answer_median_s": round(median(waits), 2) if waits else None,
        "answer_p95_s": round(p95(waits), 2) if waits else None,
        "barge_in_s": [round(barge_in.talked_on_s, 2) for barge_in in found.barge_ins],
        "double_talk_s": round(found.double_talk_s, 2),
        "longest_silence_s": round(found.longest_silence_s, 2),
        "greeting_at_s": round(first, 2) if (first := _first_sound(recording)) is not None else None,
        "silence_after_goodbye_s": round(found.tail.after_s, 2) if found.tail else None,
        "underruns": underruns,
    }


def _first_sound(recording: Path) -> float | None:
    _, agents, rate = timing.read(recording)
    heard = timing.sounds(agents, rate)
    return heard[0].start_s if heard else None


def p95(values: Sequence[float]) -> float:
    """The 95th percentile; of few values the largest."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def told(numbers: dict[str, Any]) -> str:
    """The figures as a reader wants them."""
    lines = [
        f"{numbers['turns']} turns in {numbers['duration_s']} s; of the words spoken, "
        f"{numbers['word_error_rate']:.0%} were heard otherwise"
    ]
    if numbers.get("answer_median_s") is not None:
        lines.append(
            f"answers began {numbers['answer_median_s']} s after the caller's last sound (median; p95 "
            f"{numbers['answer_p95_s']} s); interrupted, an agent fell silent after "
            f"{', '.join(map(str, numbers['barge_in_s'])) or '–'} s"
        )
    return "\n".join(lines)
