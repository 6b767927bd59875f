"""What is spoken word for word: that it can be, names only what is known, and leaves something to say."""

import re
import unicodedata
from collections.abc import Iterator

from segue.profile.draft import Draft
from segue.profile.mistake import Loc, Mistake, instead
from segue.profile.rehearsal_file import StageLines

_SLOT = re.compile(r"\{([^{}]*)\}")
_UNSPOKEN = frozenset("*_#<>[]|\\`~^=@{}")
_ASKING = ("?", '?"', "?'", "?”", "?)")
_MORE_SLOTS = {"chapters": ("answer",), "offers": ("options",), "refused": ("options",)}


def check_fixed(draft: Draft) -> Iterator[Mistake]:
    """What is wrong with single lines of `profile.yaml`."""
    for name, fact in draft.facts.items():
        if fact and fact.unknown:
            yield from _line(draft, ("facts", name, "unknown"), fact.unknown)
    for key, given in draft.lines or ():
        if isinstance(given, str):
            yield from _line(draft, ("lines", key), given)
        else:
            for at, line in enumerate(given):
                yield from _line(draft, ("lines", key, at), line)


def check_spoken(draft: Draft) -> Iterator[Mistake]:
    """What is wrong with single lines of `rehearsal.yaml`."""
    for at, aside in enumerate(draft.asides):
        if aside:
            yield from _line(draft, ("asides", at, "says"), aside.says)
    for stage, lines in draft.spoken.items():
        if lines is None:
            continue
        for loc, line, more in _lines(stage, lines):
            yield from _line(draft, loc, line, more)
        for loc, line in _questions(stage, lines):
            if not line.rstrip().endswith(_ASKING):
                yield Mistake(loc, "it ends on a statement", "end it with a question, for the caller to answer")


def _line(draft: Draft, loc: Loc, line: str, more: tuple[str, ...] = ()) -> Iterator[Mistake]:
    """What is wrong with one line, which may hold `more` slots beside facts."""
    anything = not draft.facts and not draft.sound  # the facts could not be read: any slot may be right
    for slot in _SLOT.findall(line):
        allowed = {*draft.facts, *more}
        if slot not in allowed and not anything:
            yield Mistake(loc, f"nothing is known by the name of {{{slot[:40]}}}", instead(slot, allowed))
    if odd := _unspoken(_SLOT.sub("x", line)):
        yield Mistake(loc, f"{odd} can't be spoken", "write it in words")


def _lines(stage: str, lines: StageLines) -> Iterator[tuple[Loc, str, tuple[str, ...]]]:
    """Every line of a stage, where it stands, and the slots it may hold beside facts."""
    for key, value in lines:
        loc: Loc = ("stages", stage, key)
        more = _MORE_SLOTS.get(key, ())
        if key == "calls":
            yield from (((*loc, tool, "says"), of.says, more) for tool, of in lines.calls.items())
        elif isinstance(value, dict):
            yield from (((*loc, which), line, more) for which, line in value.items())
        elif isinstance(value, list):
            yield from (((*loc, index), line, more) for index, line in enumerate(value))
        elif value:
            yield loc, value, more


def _questions(stage: str, lines: StageLines) -> Iterator[tuple[Loc, str]]:
    """The lines that a caller must be able to answer."""
    loc: Loc = ("stages", stage)
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
