"""Whether `rehearsal.yaml` has the lines that the profile needs: which are missing, and which nobody would say."""

from collections.abc import Collection, Iterator

from segue.profile.draft import Draft
from segue.profile.mistake import Loc, Mistake, instead
from segue.profile.model import StageSpec
from segue.profile.names import KnownNames
from segue.profile.rehearsal_file import StageLines
from segue.profile.sayable import check_spoken
from segue.profile.traits import LED, Trait


def check_rehearsal(draft: Draft, known: KnownNames) -> Iterator[Mistake]:
    """What is wrong with the rehearsal of a profile. A stage may have no lines at all: perhaps nobody rehearses it."""
    yield from check_spoken(draft)
    yield from _heard(draft)
    if not (draft.sound and draft.rehearsal_sound):
        return
    for stage, lines in draft.spoken.items():
        if (of := draft.stages.get(stage)) is None:
            yield Mistake(
                ("stages", stage), f"lines for a stage `{stage}` that isn't there", instead(stage, draft.stages)
            )
        elif lines:
            leaving = [edge.name for edge in draft.edges if edge and edge.origin == stage]
            yield from _stage(stage, of, lines, leaving, known)


def _heard(draft: Draft) -> Iterator[Mistake]:
    for fact, phrases in draft.heard.items():
        if fact not in draft.facts and (draft.facts or draft.sound):
            yield Mistake(("heard", fact), f"no fact `{fact}`", instead(fact, draft.facts))
        for at, phrase in enumerate(phrases):
            if isinstance(phrase, str) and (phrase.count("{}") != 1 or phrase.count("{") + phrase.count("}") != 2):
                what = f"{phrase[:60]!r} has no single place for the value"
                yield Mistake(("heard", fact, at), what, "put one `{}` in it")


def _stage(name: str, of: StageSpec, lines: StageLines, leaving: list[str], known: KnownNames) -> Iterator[Mistake]:
    loc: Loc = ("stages", name)
    yield from _pairs((*loc, "asks"), "fact", of.facts, lines.asks)
    yield from _pairs((*loc, "leaves"), "edge", leaving, lines.leaves)
    settles = any(known.are(tool, Trait.SETTLES) for tool in of.tools)
    looks = [tool for tool in of.tools if known.are(tool, Trait.LOOKS_UP)]
    for line, why, needed in (
        ("reads_back", "its facts", of.facts),
        ("settled", "its desk", settles),
        ("offers", f"its tool `{''.join(looks[:1])}`", looks),
        ("interrupted", "its chapters", lines.chapters),
    ):
        if needed and getattr(lines, line) is None:
            yield Mistake((*loc, line), f"`{name}` needs the line `{line}` for {why}", f"add `{line}: ...`")
    for tool in lines.calls:
        if tool not in of.tools:
            yield Mistake((*loc, "calls", tool), f"the stage has no tool `{tool}`", instead(tool, of.tools))
        elif known.are(tool, *LED):
            yield Mistake(
                (*loc, "calls", tool), f"`{tool}` is called without that, where a call comes to it", "take it out"
            )


def _pairs(loc: Loc, kind: str, needed: Collection[str], given: Collection[str]) -> Iterator[Mistake]:
    for name in needed:
        if name not in given:
            yield Mistake(loc, f"no line for the {kind} `{name}`", f"add `{name}: ...` to `{loc[-1]}:`")
    for name in given:
        if name not in needed:
            fix = instead(name, needed) if needed else "take it out"
            yield Mistake((*loc, name), f"the stage has no {kind} `{name}`", fix)
