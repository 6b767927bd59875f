"""How long the caller waits for a sound, and when a call is over."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from testbed.hazards.judging.answering import asked_for
from testbed.hazards.judging.verdict import OK, Verdict, fault
from testbed.hazards.observed import Observed, Sounded

SILENT_S: Final = 3.0
"""A caller who is owed a sound waits no longer than this."""
OVER_S: Final = 5.0
"""After this, a call that was hung up is over and its place is free."""


def no_dead_air(seen: Observed) -> Verdict:
    """From the caller's words to the answer nobody waits longer than `SILENT_S` without a sound."""
    waits = [_wait(seen, since_s, until_s) for since_s, until_s in _waiting(seen)]
    longest = max(waits, key=lambda wait: wait.seconds, default=_Wait(0.0, ""))
    return OK if longest.seconds <= SILENT_S else fault(longest.told)


def over(seen: Observed) -> Verdict:
    """The call is over within `OVER_S` of the hang-up."""
    if seen.over_s is None or seen.hung_up_s is None:
        return fault("never over")
    late_s = seen.over_s - seen.hung_up_s
    return OK if late_s <= OVER_S else fault(f"over after {late_s:.1f} s")


def ended(seen: Observed) -> Verdict:
    """The agents ended the call."""
    return OK if seen.over_s is not None else fault("not ended")


def still_on(seen: Observed) -> Verdict:
    """Nobody ended the call."""
    return OK if seen.over_s is None else fault("call ended")


class _Wait(NamedTuple):
    seconds: float
    told: str


def _wait(seen: Observed, since_s: float, until_s: float) -> _Wait:
    """The longest silence from when the caller fell silent to the first answer, or else to when they spoke again."""
    silent_from_s, longest_s = since_s, 0.0
    for one in seen.sounded:
        if one.until_s <= since_s or one.from_s >= until_s:
            continue
        longest_s, silent_from_s = max(longest_s, one.from_s - silent_from_s), max(silent_from_s, one.until_s)
        if one.from_s > since_s and _is_answer(seen, one, until_s):
            return _Wait(longest_s, f"{longest_s:.1f} s silent")
    if longest_s > until_s - silent_from_s:
        return _Wait(longest_s, f"{longest_s:.1f} s silent")
    left_s = until_s - silent_from_s
    return _Wait(left_s, f"silent {'to the end' if until_s == seen.end_s else 'until asked again'} ({left_s:.0f} s)")


def _is_answer(seen: Observed, one: Sounded, until_s: float) -> bool:
    """Whether it is more than the words beside a call."""
    calls = [ran.at_s for ran in seen.ran if ran.at_s < until_s]
    asked = asked_for(seen, one)
    return not calls or asked is None or asked.at_s >= calls[-1]


def _waiting(seen: Observed) -> Iterator[tuple[float, float]]:
    """The stretches from each time the caller fell silent to when they spoke again."""
    for uttered, following in zip(seen.uttered, [*seen.uttered[1:], None], strict=True):
        until_s = min(following.from_s if following else seen.end_s, seen.end_s)
        if uttered.until_s < until_s:
            yield uttered.until_s, until_s
