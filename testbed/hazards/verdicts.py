"""What a call that was observed is judged to be: pure functions, each of one thing that a hand-off may do to a caller."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from testbed.hazards.observed import Asked, Observed, Sounded, Uttered

SILENT_S: Final = 3.0
"""A caller who is owed a sound waits no longer than this."""
OVER_S: Final = 5.0
"""After this, a call that was hung up is over and its place is free."""
TOGETHER_S: Final = 0.5
"""Less than this of two paid listeners at once is one taking over from the other."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """In few words, as a cell of the table has it."""

    ok: bool
    text: str = "ok"


OK: Final = Verdict(True)
Judge: TypeAlias = Callable[[Observed], Verdict]


def every(*judges: Judge) -> Judge:
    """What the first of these finds fault with; several faults are told together."""

    def judged(seen: Observed) -> Verdict:
        faults = [verdict.text for judge in judges if not (verdict := judge(seen)).ok]
        return Verdict(False, ", ".join(dict.fromkeys(faults))) if faults else OK

    return judged


def words_answered(seen: Observed) -> Verdict:
    """Every word of the caller was put to a model that then made a sound about it."""
    lost = [word for uttered in seen.uttered for word in _missing(uttered, _answered(seen, uttered.from_s))]
    return Verdict(False, f"{_count(len(lost), 'word')} lost") if lost else OK


def in_order(seen: Observed) -> Verdict:
    """Whichever model was asked last was told the caller's words as they were said: each once, none before another."""
    if not seen.asked:
        return OK
    told = _words(seen.asked[-1].words("user"))
    places = [told.index(word) for uttered in seen.uttered for word in _words(uttered.text) if word in told]
    said = Counter(word for uttered in seen.uttered for word in _words(uttered.text))
    if places != sorted(places):
        return Verdict(False, "words out of order")
    twice = [word for word, times in said.items() if told.count(word) > times]
    return Verdict(False, f"{_count(len(twice), 'word')} told twice") if twice else OK


def handed_on(*agents: str) -> Judge:
    """These agents had the call, in this order, after the one that it began with, and no other did."""

    def judged(seen: Observed) -> Verdict:
        path = [entered.agent for entered in seen.entered][1:]
        if path == [*agents]:
            return OK
        if not path:
            return Verdict(False, "no hand-off")
        twice = [after for before, after in zip(path, path[1:], strict=False) if before == after]
        return Verdict(False, "stage entered twice" if twice else f"went {' → '.join(path)}")

    return judged


def answered_by(agent: str) -> Judge:
    """After the caller's last words it was `agent` who was asked and heard."""

    def judged(seen: Observed) -> Verdict:
        since_s = max((uttered.from_s for uttered in seen.uttered), default=0.0)
        speakers = [one.speaker for one in seen.sounded if one.from_s > since_s and _asked_for(seen, one) is not None]
        if agent in speakers:
            return OK
        return Verdict(False, f"answered by {speakers[-1]}" if speakers else "never answered")

    return judged


def one_speaker(seen: Observed) -> Verdict:
    """Once a hand-off was asked for, one agent speaks until the caller does: words beside the call are no second one."""
    for since_s, until_s in _turns(seen):
        calls = [ran.at_s for ran in seen.ran if since_s <= ran.at_s < until_s]
        if not calls:
            continue
        about = [(one, _asked_for(seen, one)) for one in seen.sounded if calls[0] < one.from_s < until_s]
        late = {one.speaker for one, asked in about if asked is not None and asked.at_s >= calls[0]}
        if len(late) > 1:
            return Verdict(False, f"{len(late)} speakers")
    return OK


def no_dead_air(seen: Observed, bound_s: float = SILENT_S) -> Verdict:
    """From the caller's last words to the last answer nobody waits longer than the bound without a sound."""
    longest_s, to_the_end = _longest_wait_s(seen)
    if longest_s <= bound_s:
        return OK
    return Verdict(False, f"silent to the end ({longest_s:.0f} s)" if to_the_end else f"{longest_s:.1f} s silent")


def over(seen: Observed) -> Verdict:
    """The call is over within its bound, counted from the hang-up."""
    if seen.over_s is None:
        return Verdict(False, "never over")
    late_s = seen.over_s - (seen.hung_up_s if seen.hung_up_s is not None else seen.over_s)
    return OK if late_s <= OVER_S else Verdict(False, f"over after {late_s:.1f} s")


def ended(seen: Observed) -> Verdict:
    """The agents ended the call."""
    return OK if seen.over_s is not None else Verdict(False, "not ended")


def still_on(seen: Observed) -> Verdict:
    """Nobody ended the call."""
    return OK if seen.over_s is None else Verdict(False, "call ended")


def told(agent: str, *words: str) -> Judge:
    """When `agent` is first asked after it was handed the call, it is told these words, whoever said them."""

    def judged(seen: Observed) -> Verdict:
        since_s = max((one.at_s for one in seen.entered if one.agent == agent), default=0.0)
        asked = [one for one in seen.asked if one.agent == agent and one.at_s >= since_s]
        if not asked:
            return Verdict(False, f"{agent} never asked")
        known = set(_words(asked[0].words("user", "assistant", "system", "tool")))
        unknown = [word for word in _words(" ".join(words)) if word not in known]
        return Verdict(False, f"{_count(len(unknown), 'word')} not told") if unknown else OK

    return judged


def either(*judges: Judge) -> Judge:
    """One of these is content; else what the first finds fault with."""

    def judged(seen: Observed) -> Verdict:
        verdicts = [judge(seen) for judge in judges]
        return next((verdict for verdict in verdicts if verdict.ok), verdicts[0])

    return judged


def heard(*texts: str) -> Judge:
    """Each of these was heard to its end."""

    def judged(seen: Observed) -> Verdict:
        spoken = " ".join(" ".join(_words(one.text)) for one in seen.sounded)
        cut = [text for text in texts if " ".join(_words(text)) not in spoken]
        return Verdict(False, f"not heard: {cut[0]!r}") if cut else OK

    return judged


def books_whole(seen: Observed) -> Verdict:
    """The call's record counts the hand-offs that took place, and none that did not."""
    done = max(0, len(seen.entered) - 1)
    if seen.books.handed_on == done:
        return OK
    return Verdict(False, "half done in the books")


def keeps(**facts: str) -> Judge:
    """At the end these facts are known, and hold this."""

    def judged(seen: Observed) -> Verdict:
        wrong = [name for name, value in facts.items() if seen.books.facts.get(name) != value]
        return Verdict(False, f"{_count(len(wrong), 'fact')} lost") if wrong else OK

    return judged


def settled_as(*words: str) -> Judge:
    """What stands in the system of record holds these words, or nothing stands there."""

    def judged(seen: Observed) -> Verdict:
        entry = seen.books.settled
        agrees = entry is None or all(word in entry for word in words)
        return OK if agrees else Verdict(False, "books and facts disagree")

    return judged


def at_most(hand_offs: int) -> Judge:
    """The caller is not sent to and fro more often than this."""

    def judged(seen: Observed) -> Verdict:
        done = len(seen.entered) - 1
        return OK if done <= hand_offs else Verdict(False, f"{done} hand-offs in {seen.end_s:.0f} s")

    return judged


def one_listener(seen: Observed) -> Verdict:
    """The caller's sound goes to one paid listener at a time."""
    both_s = sum(
        max(0.0, min(one.until_s, other.until_s) - max(one.from_s, other.from_s))
        for place, one in enumerate(seen.listened)
        for other in seen.listened[place + 1 :]
    )
    return OK if both_s < TOGETHER_S else Verdict(False, f"{both_s:.1f} s paid twice")


def _longest_wait_s(seen: Observed) -> tuple[float, bool]:
    """The longest silence that the caller was kept waiting in, and whether it lasted to the end."""
    waits = [_wait_s(seen, since_s, until_s) for since_s, until_s in _waiting(seen)]
    return max(waits, default=(0.0, False))


def _wait_s(seen: Observed, since_s: float, until_s: float) -> tuple[float, bool]:
    """The longest silence from when the caller fell silent to the first answer, and whether none came."""
    silent_from_s, longest_s = since_s, 0.0
    for one in seen.sounded:
        if not since_s < one.until_s or not one.from_s < until_s:
            continue
        longest_s, silent_from_s = max(longest_s, one.from_s - silent_from_s), max(silent_from_s, one.until_s)
        if one.from_s > since_s and _is_answer(seen, one, until_s):
            return longest_s, False
    if until_s == seen.over_s:
        return longest_s, False
    return max(longest_s, until_s - silent_from_s), until_s == seen.end_s


def _waiting(seen: Observed) -> Iterator[tuple[float, float]]:
    """The stretches from each time the caller fell silent to when they spoke again."""
    for uttered, following in zip(seen.uttered, [*seen.uttered[1:], None], strict=True):
        until_s = min(following.from_s if following else seen.end_s, seen.end_s)
        if uttered.until_s < until_s:
            yield uttered.until_s, until_s


def _is_answer(seen: Observed, one: Sounded, until_s: float) -> bool:
    """Whether it is more than the words beside a call."""
    calls = [ran.at_s for ran in seen.ran if ran.at_s < until_s]
    asked = _asked_for(seen, one)
    return not calls or asked is None or asked.at_s >= calls[-1]


def _asked_for(seen: Observed, one: Sounded) -> Asked | None:
    """The request that these words answer; None for words that no model was asked for, as a fixed line's."""
    start = _words(one.text)
    of_it = [
        asked
        for asked in seen.asked
        if asked.agent == one.speaker and asked.at_s <= one.from_s and _words(asked.answer)[: len(start)] == start
    ]
    return of_it[-1] if start and of_it else None


def _turns(seen: Observed) -> Iterator[tuple[float, float]]:
    """The stretches from each time the caller fell silent to when they spoke again."""
    for uttered, following in zip(seen.uttered, [*seen.uttered[1:], None], strict=True):
        yield uttered.from_s, following.from_s if following else seen.end_s


def _answered(seen: Observed, since_s: float) -> set[str]:
    """What models were told of the caller since then, of those whose answer was heard or whose tools were run."""
    answered = [one for sounded in seen.sounded if (one := _asked_for(seen, sounded)) is not None]
    acted = [one for one in seen.asked if any(run.tool in one.calls and run.at_s >= one.at_s for run in seen.ran)]
    return {word for one in (*answered, *acted) if one.at_s >= since_s for word in _words(one.words("user"))}


def _missing(uttered: Uttered, known: set[str]) -> list[str]:
    return [word for word in _words(uttered.text) if word not in known]


def _words(text: str) -> Sequence[str]:
    return re.findall(r"[\w']+", text.lower())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
