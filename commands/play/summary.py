"""What a rehearsed call came to: its figures, those that only a rehearsal knows, and a few lines of text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from segue.call.events import Event
from segue.caller.judgement import Judgement
from segue.records.figures import figures
from segue.records.sides import Sides, listen


def sound_of(recording: Path) -> Sides | None:
    """Both sides of a recording; None where there is none."""
    return listen(recording) if recording.exists() else None


def judged(events: Sequence[Event], verdict: Judgement, sides: Sides | None, underruns: int) -> dict[str, Any]:
    """The call's figures, with its caller's judgement; the sound's part only where there is a recording."""
    numbers = figures(events, sides) | {
        "word_error_rate": round(verdict.word_error_rate, 3) if verdict.words_spoken else None,
        "failures": list(verdict.failures),
    }
    if sides:
        # The line's own recording lasts until the line is closed: a room's does not, and can't tell this.
        tail = sides.answers().tail
        numbers |= {"silence_after_goodbye_s": round(tail.after_s, 2) if tail else None, "underruns": underruns}
    return numbers


def told(numbers: dict[str, Any]) -> str:
    """The figures as a reader wants them."""
    counted = ", counted from words" if numbers["typed"] else ""
    misheard = numbers.get("word_error_rate")
    lines = [
        f"{numbers['turns']} turns in {numbers['duration_s']} s{counted}"
        + (f"; of the words spoken, {misheard:.0%} were heard otherwise" if misheard is not None else "")
    ]
    if numbers.get("answer_median_s") is not None:
        lines.append(
            f"answers began {numbers['answer_median_s']} s after the caller's last sound (median; p95 "
            f"{numbers['answer_p95_s']} s); interrupted, an agent fell silent after "
            f"{', '.join(map(str, numbers['barge_in_s'])) or '–'} s"
        )
    return "\n".join(lines)
