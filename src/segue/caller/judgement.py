"""Whether a call came to what its caller's file expects. Nothing here is known to the agents' side."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from segue.call.events import Ended, Event, Heard, Said
from segue.call.state import State
from segue.caller.script import Expect
from segue.facts.accept import words as normal


@dataclass(frozen=True, slots=True)
class Judgement:
    """What did not hold, and how far what was heard is from what was spoken."""

    failures: tuple[str, ...]
    words_spoken: int
    words_wrong: int

    @property
    def word_error_rate(self) -> float:
        """Words misheard, left out or put in, over words spoken."""
        return self.words_wrong / self.words_spoken if self.words_spoken else 0.0


def judge(
    expect: Expect,
    spoken: Sequence[str | None],
    events: Sequence[Event],
    state: State,
    *,
    tools: Sequence[str],
    longest_wait_s: float,
    goodbye_whole: bool,
) -> Judgement:
    """Compare a finished call with what its caller expects; `tools` are the names of those called, in order.

    Of what was spoken, None is a recording whose words nobody wrote down: then no word counts as misheard.

    A fact counts as right when the agents stored what was spoken, or exactly what their STT made of it: whether
    the recogniser heard well is a figure of its own, not a failure of the agents.
    """
    heard = normal(" ".join(event.text for event in events if isinstance(event, Heard)))
    known = [text for text in spoken if text is not None]
    said = normal(" ".join(known))
    failures = [
        *_expected(expect, said, heard, state),
        *_called(expect.tools, tools),
        *_unsaid(expect.said, events),
        *_waited(expect.longest_wait_s, longest_wait_s),
        *_ended(events, goodbye_whole),
    ]
    if len(known) < len(spoken):
        return Judgement(tuple(failures), 0, 0)
    return Judgement(tuple(failures), len(said), errors(said, heard))


def _expected(expect: Expect, said: list[str], heard: list[str], state: State) -> list[str]:
    failures = []
    if expect.outcome is not None and state.outcome != expect.outcome:
        failures.append(f"the outcome is {state.outcome}, not {expect.outcome}")
    if expect.path and state.path != expect.path:
        failures.append(f"the path is {' → '.join(state.path)}, not {' → '.join(expect.path)}")
    known = state.known()
    for name, value in expect.facts.items():
        got = known.get(name)
        right = {" ".join(normal(str(value))), " ".join(as_heard(normal(str(value)), said, heard))}
        if got is None or " ".join(normal(got)) not in right:
            failures.append(f"{name} is {got or 'not known'}, not {value}")
    return failures


def _called(expected: Sequence[str], called: Sequence[str]) -> list[str]:
    left, after = iter(called), ""
    for name in expected:
        if name not in left:  # which takes from it what comes before
            return [f"no call of {name}{after}; the tools called are {', '.join(called) or 'none'}"]
        after = f" after {name}"
    return []


def _unsaid(expected: Sequence[str], events: Sequence[Event]) -> list[str]:
    said = [_padded(event.text) for event in events if isinstance(event, Said)]
    return [f"no agent said “{text}”" for text in expected if not any(_padded(text) in one for one in said)]


def _padded(text: str) -> str:
    """The words of `text` with a space on either side of each, so that only whole words are found in it."""
    return f" {' '.join(normal(text))} "


def _waited(limit_s: float | None, waited_s: float) -> list[str]:
    if limit_s is None or waited_s <= limit_s:
        return []
    if math.isinf(waited_s):
        return ["the caller was left without an answer"]
    return [f"the caller waited {waited_s:.1f} s, longer than {limit_s:g} s"]


def _ended(events: Sequence[Event], goodbye_whole: bool) -> list[str]:
    failures = []
    endings = sum(isinstance(event, Ended) for event in events)
    if endings != 1:
        failures.append(f"the call ended {endings} times")
    if not goodbye_whole:
        failures.append("the last words were not played to their end")
    return failures


def as_heard(value: list[str], said: list[str], heard: list[str]) -> list[str]:
    """What `heard` has where `said` last has `value`; `value` itself where it was never said."""
    starts = [at for at in range(len(said) - len(value) + 1) if said[at : at + len(value)] == value]
    if not starts:
        return value
    first, last = starts[-1], starts[-1] + len(value)
    found: list[str] = []
    for tag, from_said, to_said, from_heard, to_heard in SequenceMatcher(None, said, heard, False).get_opcodes():
        if to_said <= first or from_said >= last:
            continue
        if tag == "equal":
            shift = from_heard - from_said
            found += heard[max(first, from_said) + shift : min(last, to_said) + shift]
        else:
            found += heard[from_heard:to_heard]
    return found


def errors(said: list[str], heard: list[str]) -> int:
    """The least number of words to change, add or drop to make `said` of `heard` (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, start=1):
        before, row[0] = row[0], at
        for to, other in enumerate(heard, start=1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (word != other))
    return row[-1]
