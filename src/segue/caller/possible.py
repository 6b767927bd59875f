"""Whether a call can go as its caller's file wants it to at all, asked before it is played."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from segue.call.events import Outcome
from segue.caller.script import Check, Script, Wav
from segue.facts.accept import words as normal
from segue.profile.mistake import Mistake, instead
from segue.profile.model import FactType, Profile


def along(profile: Profile) -> Check:
    """A check for `script.load`: what is expected has to be something that `profile` has, and its edges permit."""

    def check(script: Script) -> Iterator[Mistake]:
        expect = script.expect
        if expect.outcome is not None and expect.outcome not in [*Outcome]:
            fix = instead(expect.outcome, [str(outcome) for outcome in Outcome])
            yield Mistake(("expect", "outcome"), f"no call ends as `{expect.outcome}`", fix)
        tools = {tool for stage in profile.stages.values() for tool in stage.tools}
        yield from _unknown("tools", "tool", expect.tools, tools | {edge.name for edge in profile.edges})
        yield from _unknown("path", "stage", expect.path, profile.stages)
        if all(stage in profile.stages for stage in expect.path):
            yield from _untrodden(expect.path, profile)
        for name, value in expect.facts.items():
            yield from _fact(name, str(value), profile)

    return check


def typed(script: Script) -> Iterator[Mistake]:
    """A check for `script.load`: every recording has the words that stand for it in a call that is typed."""
    for index, line in enumerate(script.lines):
        if isinstance(line, Wav) and not line.text.strip():
            what, fix = "a recording without its words", "add `text:` with what is said in it, or play it by voice"
            yield Mistake(("lines", index), what, fix)


def _unknown(key: str, kind: str, names: Sequence[str], there: Iterable[str]) -> Iterator[Mistake]:
    for index, name in enumerate(names):
        if name not in (known := list(there)):
            yield Mistake(("expect", key, index), f"no {kind} `{name}`", instead(name, known))


def _untrodden(path: Sequence[str], profile: Profile) -> Iterator[Mistake]:
    if path and path[0] != profile.opens:
        what = f"a path that begins with `{path[0]}`"
        yield Mistake(("expect", "path", 0), what, f"begin it with `{profile.opens}`, which opens every call")
    gone: Counter[tuple[str, str]] = Counter()
    for index, (origin, target) in enumerate(pairwise(path), start=1):
        gone[origin, target] += 1
        edges = [edge for edge in profile.edges_from(origin) if edge.target == target]
        budget = None if any(edge.budget is None for edge in edges) else sum(edge.budget or 0 for edge in edges)
        if not edges:
            there = ", ".join(f"`{edge.target}`" for edge in profile.edges_from(origin)) or "nowhere"
            fix = f"from `{origin}` a call goes on to: {there}"
            yield Mistake(("expect", "path", index), f"no edge from `{origin}` to `{target}`", fix)
        elif budget is not None and gone[origin, target] == budget + 1:
            fix = f"its `budget:` is {budget} in one call"
            yield Mistake(("expect", "path", index), f"`{origin}` to `{target}` once too often", fix)


def _fact(name: str, value: str, profile: Profile) -> Iterator[Mistake]:
    loc = ("expect", "facts", name)
    fact = profile.facts.get(name)
    if fact is None:
        yield Mistake(loc, f"no fact `{name}`", instead(name, profile.facts))
    elif fact.type is FactType.CHOICE and normal(value) not in [normal(choice) for choice in fact.choices]:
        yield Mistake(loc, f"`{name}` is never `{value}`", instead(value, fact.choices))
