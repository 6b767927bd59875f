"""How long a caller who is owed an answer waits for a sound, and for it or an honest sentence; and who is blamed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from testbed.hazards.judging.answering import asked_for, words
from testbed.hazards.judging.verdict import OK, Judge, Verdict, count, fault
from testbed.hazards.judging.waiting import SILENT_S, ended, over
from testbed.hazards.observed import Observed, Sounded

HONEST_S: Final = 8.0
"""A caller who waits for an answer is told within this that something is wrong."""
HONEST: Final = "sorry"
"""Who owns up to something says so with this word."""
GOES_ON: Final = "still here"
"""And with these, that the answer may still come."""
BLAMES: Final = ("are you still there", "can't hear you")
"""What is said to a caller who is silent."""


@dataclass(slots=True)
class Waited:
    """From the caller's last sound until they were answered, or it was made their turn."""

    sound_s: float = 0.0
    honest_s: float = 0.0
    blamed: bool = False
    settled: bool = False


def told_in_time(seen: Observed) -> Verdict:
    """No silence beyond `SILENT_S`, an honest word or the answer within `HONEST_S`, no blame, no end before."""
    waits = [*_waits(seen)]
    sound_s, honest_s = max(one.sound_s for one in waits), max(one.honest_s for one in waits)
    told = f"{sound_s:.1f} s silent, {honest_s:.1f} s unexplained"
    left = seen.hung_up_s is None and seen.over_s is not None and not waits[-1].settled
    if any(one.blamed for one in waits) or (left and seen.books.ended_as == "silence"):
        told += ", blamed"
    if left:
        told += ", hung up on"
    in_time = sound_s <= SILENT_S and honest_s <= HONEST_S
    return Verdict(True, f"ok: {told}") if in_time and told.endswith("unexplained") else fault(told)


def on_record(seen: Observed) -> Verdict:
    """Somebody has understood every word of the caller's, as often as it was said."""
    said = Counter(words(" ".join(one.text for one in seen.uttered)))
    lost = (said - Counter(words(" ".join(seen.books.heard)))).total()
    return fault(f"{count(lost, 'word')} lost") if lost else OK


def ends(seen: Observed) -> Verdict:
    """The agents ended the call, or it is over soon after the caller hung up."""
    return over(seen) if seen.hung_up_s is not None else ended(seen)


def goodbye_at(due_s: float) -> Judge:
    """What is due at this second is heard soon, or something honest in its place; the call is not just over."""

    def judged(seen: Observed) -> Verdict:
        lines = [one.from_s for one in seen.sounded if one.from_s >= due_s and {"goodbye", HONEST} & {*words(one.text)}]
        if not lines:
            return fault("ended without a word")
        return _within(lines[0] - due_s, SILENT_S)

    return judged


def spoken_to_within(seconds: float) -> Judge:
    """Where nobody owes anything, the caller is spoken to after this."""

    def judged(seen: Observed) -> Verdict:
        return _within(max(_gaps(seen)), seconds)

    return judged


def settled(seen: Observed) -> bool:
    """The caller has been answered to the last word."""
    since_s = max((one.until_s for one in seen.uttered), default=float("inf"))
    after = [one for one in seen.sounded if one.from_s > since_s and one.until_s < float("inf")]
    return any(_answers(seen, one) for one in after)


def asked_again(seen: Observed) -> bool:
    """The caller has been asked something since they spoke."""
    since_s = max((one.until_s for one in seen.uttered), default=0.0)
    last = seen.sounded[-1] if seen.sounded else None
    if last is None or last.from_s < since_s or last.until_s == float("inf"):
        return False
    return _is_blame(last) or (_settles(last) and "goodbye" not in words(last.text))


def _waits(seen: Observed) -> Iterator[Waited]:
    """One for the greeting, and one for each time the caller has spoken."""
    began = [0.0, *(one.from_s for one in seen.uttered)]
    owed = [0.0, *(one.until_s for one in seen.uttered)]
    for since_s, until_s in zip(owed, [*began[1:], seen.end_s], strict=True):
        if since_s < seen.end_s:
            yield _waited(seen, since_s, min(until_s, seen.end_s))


def _waited(seen: Observed, since_s: float, until_s: float) -> Waited:
    waited, sound_at_s, honest_at_s = Waited(), since_s, since_s
    for one in seen.sounded:
        if one.until_s <= since_s or one.from_s >= until_s:
            continue
        waited.sound_s, sound_at_s = max(waited.sound_s, one.from_s - sound_at_s), max(sound_at_s, one.until_s)
        waited.blamed |= _is_blame(one)
        if not _is_blame(one) and (HONEST in words(one.text) or asked_for(seen, one)):
            waited.honest_s, honest_at_s = max(waited.honest_s, one.from_s - honest_at_s), one.until_s
            if _settles(one) or _answers(seen, one):
                waited.settled = True
                return waited
    waited.sound_s = max(waited.sound_s, until_s - sound_at_s)
    waited.honest_s = max(waited.honest_s, until_s - honest_at_s)
    return waited


def _answers(seen: Observed, one: Sounded) -> bool:
    """Whether it is an answer, whole."""
    asked = asked_for(seen, one)
    return asked is not None and not _is_blame(one) and words(one.text) == words(asked.answer)


def _settles(one: Sounded) -> bool:
    """Whether it makes it the caller's turn: an honest sentence, whole, that promises no answer."""
    text = one.text.lower()
    return HONEST in words(text) and text.endswith((".", "?")) and GOES_ON not in text


def _is_blame(one: Sounded) -> bool:
    return any(blame in one.text.lower() for blame in BLAMES)


def _within(silent_s: float, at_most_s: float) -> Verdict:
    told = f"{silent_s:.1f} s silent"
    return fault(told) if silent_s > at_most_s else Verdict(True, f"ok: {told}")


def _gaps(seen: Observed) -> Iterator[float]:
    """The silences between all that sounded, whoever spoke."""
    at_s = 0.0
    sounds = [(one.from_s, one.until_s) for one in seen.sounded] + [(one.from_s, one.until_s) for one in seen.uttered]
    for from_s, until_s in sorted(sounds):
        yield from_s - at_s
        at_s = max(at_s, until_s)
    yield seen.end_s - at_s
