"""Who has the call, who speaks, and whether what was to be heard was heard."""

from collections.abc import Iterator
from itertools import pairwise

from testbed.hazards.judging.answering import asked_for, words
from testbed.hazards.judging.verdict import OK, Judge, Verdict, fault
from testbed.hazards.observed import Observed


def handed_on(*agents: str) -> Judge:
    """These agents had the call, in this order, after the one that it began with, and no other did."""

    def judged(seen: Observed) -> Verdict:
        path = [entered.agent for entered in seen.entered][1:]
        if path == [*agents]:
            return OK
        if not path:
            return fault("no hand-off")
        twice = any(before == after for before, after in pairwise(path))
        return fault("stage entered twice" if twice else f"went {' → '.join(path)}")

    return judged


def at_most(hand_offs: int) -> Judge:
    """The caller is not sent to and fro more often than this."""

    def judged(seen: Observed) -> Verdict:
        done = len(seen.entered) - 1
        return OK if done <= hand_offs else fault(f"{done} hand-offs in {seen.end_s:.0f} s")

    return judged


def one_speaker(seen: Observed) -> Verdict:
    """Once a tool was called one agent speaks, until the caller does; words beside the call are no second one."""
    for since_s, until_s in _turns(seen):
        calls = [ran.at_s for ran in seen.ran if since_s <= ran.at_s < until_s]
        if not calls:
            continue
        about = [(one, asked_for(seen, one)) for one in seen.sounded if calls[0] < one.from_s < until_s]
        late = {one.speaker for one, asked in about if asked is not None and asked.at_s >= calls[0]}
        if len(late) > 1:
            return fault(f"{len(late)} speakers")
    return OK


def heard(text: str, otherwise: str) -> Judge:
    """It was heard to its end, if with a pause in it."""

    def judged(seen: Observed) -> Verdict:
        spoken = " ".join(word for one in seen.sounded for word in words(one.text))
        return OK if " ".join(words(text)) in spoken else fault(otherwise)

    return judged


def _turns(seen: Observed) -> Iterator[tuple[float, float]]:
    """The stretches from each time the caller spoke to when they did again."""
    for uttered, following in zip(seen.uttered, [*seen.uttered[1:], None], strict=True):
        yield uttered.from_s, following.from_s if following else seen.end_s
