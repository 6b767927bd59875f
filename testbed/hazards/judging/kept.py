"""What is known, what stands in the books, and what is paid for."""

from typing import Final

from testbed.hazards.judging.answering import words
from testbed.hazards.judging.verdict import OK, Judge, Verdict, count, fault
from testbed.hazards.observed import Observed

TOGETHER_S: Final = 0.5
"""Less than this of two paid listeners at once is one taking over from the other."""


def told(agent: str, *texts: str) -> Judge:
    """When `agent` is first asked after it was last handed the call, it is told all these words, whoever said them."""

    def judged(seen: Observed) -> Verdict:
        since_s = max((one.at_s for one in seen.entered if one.agent == agent), default=0.0)
        asked = [one for one in seen.asked if one.agent == agent and one.at_s >= since_s]
        if not asked:
            return fault(f"{agent} never asked")
        known = words(asked[0].words("user", "assistant", "system", "tool"))
        unknown = [word for text in texts for word in words(text) if word not in known]
        return fault(f"{count(len(unknown), 'word')} not told") if unknown else OK

    return judged


def books_whole(seen: Observed) -> Verdict:
    """The call's own record counts the hand-offs that took place, and none that did not.

    The last may count or not where the call was over before the next agent could be heard.
    """
    done = _hand_offs(seen)
    cut_short = len(seen.entered) > 1 and seen.over_s is not None
    return OK if seen.books.handed_on in {done, done + cut_short} else fault("books half done")


def keeps(**facts: str) -> Judge:
    """At the end these facts are known, and hold this."""

    def judged(seen: Observed) -> Verdict:
        wrong = [name for name, value in facts.items() if seen.books.facts.get(name) != value]
        return fault(f"{count(len(wrong), 'fact')} lost") if wrong else OK

    return judged


def settled_as(word: str) -> Judge:
    """What stands in the system of record holds this word, or nothing stands there."""

    def judged(seen: Observed) -> Verdict:
        entry = seen.books.settled
        return OK if entry is None or word in words(entry) else fault("books and facts disagree")

    return judged


def handed_on_for(word: str) -> Judge:
    """Whoever was handed on, was so with this word in the system of record."""

    def judged(seen: Observed) -> Verdict:
        entry = seen.books.settled or ""
        return OK if len(seen.entered) < 2 or word in words(entry) else fault("handed on with the wrong entry")

    return judged


def one_listener(seen: Observed) -> Verdict:
    """The caller's sound goes to one paid listener at a time."""
    both_s = sum(
        max(0.0, min(one.until_s, other.until_s) - max(one.from_s, other.from_s))
        for place, one in enumerate(seen.listened)
        for other in seen.listened[place + 1 :]
        if one.by != other.by
    )
    return OK if both_s < TOGETHER_S else fault(f"{both_s:.1f} s paid twice")


def _hand_offs(seen: Observed) -> int:
    """How often the call went over to another agent who then was heard; one who never was, never had it."""
    done, has_it = 0, seen.entered[0].agent if seen.entered else ""
    for entered, following in zip(seen.entered, [*seen.entered[1:], None], strict=True):
        until_s = following.at_s if following else seen.end_s
        heard = any(one.speaker == entered.agent and entered.at_s <= one.from_s < until_s for one in seen.sounded)
        if heard and entered.agent != has_it:
            done, has_it = done + 1, entered.agent
    return done
