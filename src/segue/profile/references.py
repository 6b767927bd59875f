"""Whether the parts of `profile.yaml` fit together: every name in it means something that there is."""

import re
from collections.abc import Iterator
from typing import Final

from segue.profile.draft import Draft
from segue.profile.mistake import Loc, Mistake, instead
from segue.profile.model import FactSpec, FactType, StageSpec
from segue.profile.names import KnownNames
from segue.profile.sayable import check_fixed
from segue.profile.traits import AT_A_DESK, Trait
from segue.profile.ways import check_ways

SLOTS: Final = frozenset({"answer", "options"})
"""What lines may hold beside facts; so no fact may be called that."""


def check(draft: Draft, folder: str, known: KnownNames) -> Iterator[Mistake]:
    """Everything about `draft`, read from the folder of that name, that one part alone doesn't show."""
    if draft.name is not None and draft.name != folder:
        yield Mistake(("name",), f"the profile is called `{draft.name}`, its folder `{folder}`", "give both one name")
    for key, stage in (("opens", draft.opens), ("safe", draft.safe)):
        if draft.stages and stage is not None and stage not in draft.stages:
            yield Mistake((key,), f"no stage `{stage}`", instead(stage, draft.stages))
    for fact, spec in draft.facts.items():
        if spec:
            yield from _fact(fact, spec)
    for stage, of in draft.stages.items():
        if of:
            yield from _stage(draft, stage, of, known)
    yield from _edges(draft, known)
    yield from check_fixed(draft)
    if draft.sound:
        yield from check_ways(draft, known)


def _fact(name: str, fact: FactSpec) -> Iterator[Mistake]:
    loc = ("facts", name)
    if name in SLOTS:
        yield Mistake(loc, f"`{name}` means something else in lines", "give the fact another name")
    if fact.type is FactType.CHOICE and not fact.choices:
        yield Mistake(
            loc,
            f"`{name}` is a choice without choices",
            "add `choices:` with the values and how they are said",
        )
    yield from _alike(name, fact)
    if fact.type is not FactType.CHOICE and fact.choices:
        yield Mistake((*loc, "choices"), f"`{name}` has choices but is of type {fact.type}", "make it `type: choice`")


def _alike(name: str, fact: FactSpec) -> Iterator[Mistake]:
    """Phrases that mean two choices, of which neither would ever be understood."""
    meant: dict[str, str] = {}
    for value, ways in fact.choices.items():
        for phrase in (value, *ways):
            other = meant.setdefault(" ".join(re.findall(r"\w+", phrase.lower())), value)
            if other != value:
                what = f"`{phrase[:40]}` means both `{other}` and `{value}`"
                yield Mistake(("facts", name, "choices", value), what, "keep it in one of them")


def _twice(loc: Loc, names: list[str]) -> Iterator[Mistake]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Mistake((*loc, at), f"`{name}` a second time", "keep one of the two")


def _stage(draft: Draft, name: str, stage: StageSpec, known: KnownNames) -> Iterator[Mistake]:
    loc = ("stages", name)
    if stage.agent not in known.agents:
        yield Mistake((*loc, "agent"), f"unknown agent `{stage.agent}`", instead(stage.agent, known.agents))
    if stage.speaker not in known.speakers:
        yield Mistake((*loc, "speaker"), f"unknown speaker `{stage.speaker}`", instead(stage.speaker, known.speakers))
    if stage.desk is not None and stage.desk not in known.desks:
        yield Mistake((*loc, "desk"), f"unknown desk `{stage.desk}`", instead(stage.desk, known.desks))
    yield from _twice((*loc, "facts"), stage.facts)
    yield from _twice((*loc, "tools"), stage.tools)
    for at, fact in enumerate(stage.facts):
        if fact not in draft.facts and (draft.facts or draft.sound):
            yield Mistake((*loc, "facts", at), f"no fact `{fact}`", instead(fact, draft.facts))
    for at, tool in enumerate(stage.tools):
        if tool not in known.tools:
            yield Mistake((*loc, "tools", at), f"unknown tool `{tool}`", instead(tool, known.tools))
        elif known.are(tool, *AT_A_DESK) and stage.desk is None:
            yield Mistake((*loc, "tools", at), f"`{tool}` needs a desk", "add `desk:`, or take the tool out")
    if stage.desk is not None and not _has(stage, known, *AT_A_DESK):
        fix = f"add {known.tools_for(*AT_A_DESK)} to the stage's tools"
        yield Mistake((*loc, "desk"), f"the desk `{stage.desk}` is never used", fix)
    if stage.facts and not _has(stage, known, Trait.KEEPS_FACTS):
        fix = f"add {known.tools_for(Trait.KEEPS_FACTS)} to the stage's tools"
        yield Mistake((*loc, "facts"), "facts that nothing keeps", fix)


def _edges(draft: Draft, known: KnownNames) -> Iterator[Mistake]:
    names: set[str] = set()
    for at, edge in enumerate(draft.edges):
        if edge is None:
            continue
        loc = ("edges", at)
        for end, stage in (("origin", edge.origin), ("target", edge.target)):
            if stage not in draft.stages and (draft.stages or draft.sound):
                yield Mistake((*loc, end), f"no stage `{stage}`", instead(stage, draft.stages))
        if edge.name in known.tools:
            yield Mistake((*loc, "name"), f"`{edge.name}` is a tool's name", "give the edge another one")
        if edge.name in names:
            yield Mistake((*loc, "name"), f"a second edge `{edge.name}`", "give it a name of its own")
        names.add(edge.name)
        for key, facts in (("needs", edge.needs), ("forgets", edge.forgets)):
            yield from _twice((*loc, key), facts)
            for which, fact in enumerate(facts):
                if fact not in draft.facts and (draft.facts or draft.sound):
                    yield Mistake((*loc, key, which), f"no fact `{fact}`", instead(fact, draft.facts))
        origin = draft.stages.get(edge.origin)
        if edge.settled and origin and not _has(origin, known, Trait.SETTLES):
            yield Mistake(
                (*loc, "settled"),
                f"the stage `{edge.origin}` has nothing to settle with",
                f"add a `desk:` to it, and {known.tools_for(Trait.SETTLES)} to its tools",
            )


def _has(stage: StageSpec, known: KnownNames, *traits: Trait) -> bool:
    return any(known.are(tool, *traits) for tool in stage.tools)
