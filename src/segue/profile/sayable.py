"""What is spoken word for word: that it can be, names only what is known, and leaves something to say."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from segue.profile.draft import Draft
from segue.profile.mistake import Loc, Mistake, instead
from segue.profile.rehearsal_file import StageLines

_SLOT = re.compile(r"\{([^{}]*)\}")
_UNSPOKEN = frozenset("*_#<>[]|\\`~^=@{}")
_ASKING = ("?", '?"', "?'", "?”", "?)")


def check_lines(draft: Draft) -> Iterator[Mistake]:
    """What is wrong with single lines."""
    anything = not draft.facts and not draft.sound  # the facts could not be read: any slot may be right
    for loc, line, extra in _lines(draft):
        for slot in _SLOT.findall(line):
            allowed = {*draft.facts, *extra}
            if slot not in allowed and not anything:
                yield Mistake(loc, f"nothing is known by the name of {{{slot[:40]}}}", instead(slot, allowed))
        if odd := _unspoken(_SLOT.sub("x", line)):
            yield Mistake(loc, f"{odd} can't be spoken", "write it in words")
    for stage, lines in draft.spoken.items():
        for loc, line in _questions(stage, lines) if lines else ():
            if not line.rstrip().endswith(_ASKING):
                yield Mistake(loc, "it ends on a statement", "end it with a question, for the caller to answer")


def check_rehearsal(draft: Draft) -> Iterator[Mistake]:
    """Which lines are missing and which nobody would ever say, in a profile whose parts can all be read."""
    at: Loc = ("rehearsal", "stages")
    for stage, of in draft.stages.items():
        lines = draft.spoken.get(stage)
        if lines is None or of is None:
            yield Mistake(at, f"no lines for the stage `{stage}`", f"add `{stage}:` with `opens:` and `farewell:`")
            continue
        leaving = [edge.name for edge in draft.edges if edge and edge.origin == stage]
        yield from _pairs((*at, stage, "asks"), "fact", of.facts, lines.asks)
        yield from _pairs((*at, stage, "leaves"), "edge", leaving, lines.leaves)
        for line, why, needed in (
            ("reads_back", "its facts", bool(of.facts)),
            ("settled", "its desk", of.desk is not None),
            ("offers", "its tool `look_up`", "look_up" in of.tools),
            ("interrupted", "its chapters", bool(lines.chapters)),
        ):
            if needed and getattr(lines, line) is None:
                yield Mistake((*at, stage, line), f"`{stage}` needs the line `{line}` for {why}", f"add `{line}: ...`")
    for stage in draft.spoken.keys() - draft.stages.keys():
        yield Mistake((*at, stage), f"lines for a stage `{stage}` that isn't there", instead(stage, draft.stages))


def _pairs(loc: Loc, kind: str, needed: Collection[str], given: Collection[str]) -> Iterator[Mistake]:
    for name in needed:
        if name not in given:
            yield Mistake(loc, f"no line for the {kind} `{name}`", f"add `{name}: ...` to `{loc[-1]}:`")
    for name in given:
        if name not in needed:
            fix = instead(name, needed) if needed else "take it out"
            yield Mistake((*loc, name), f"the stage has no {kind} `{name}`", fix)


def _lines(draft: Draft) -> Iterator[tuple[Loc, str, tuple[str, ...]]]:
    """Every spoken line, where it stands, and the slots it may hold beside facts."""
    for name, fact in draft.facts.items():
        if fact and fact.unknown:
            yield ("facts", name, "unknown"), fact.unknown, ()
    if draft.lines:
        yield from ((("lines", key), line, ()) for key, line in draft.lines)
    for number, aside in enumerate(draft.asides):
        if aside:
            yield ("rehearsal", "asides", number, "says"), aside.says, ()
    for stage, lines in draft.spoken.items():
        for key, value in lines or ():
            loc: Loc = ("rehearsal", "stages", stage, key)
            extra = {"chapters": ("answer",), "offers": ("options",), "refused": ("options",)}.get(key, ())
            if isinstance(value, dict):
                yield from (((*loc, which), line, extra) for which, line in value.items())
            elif isinstance(value, list):
                yield from (((*loc, index), line, extra) for index, line in enumerate(value))
            elif value:
                yield loc, value, extra


def _questions(stage: str, lines: StageLines) -> Iterator[tuple[Loc, str]]:
    """The lines that a caller must be able to answer."""
    loc: Loc = ("rehearsal", "stages", stage)
    yield from (((*loc, "chapters", index), line) for index, line in enumerate(lines.chapters))
    for key in ("asks_all", "reads_back", "offers", "interrupted"):
        if line := getattr(lines, key):
            yield (*loc, key), line


def _unspoken(line: str) -> str | None:
    """The first thing in `line` that no voice can say."""
    if "://" in line or "www." in line.lower():
        return "a web address"
    for character in line:
        kind = unicodedata.category(character)
        if character in _UNSPOKEN or kind in ("So", "Sk") or (kind[0] == "C" and character != "\n"):
            return repr(character)
    return None if any(character.isalpha() for character in line) else "a line without a word"
