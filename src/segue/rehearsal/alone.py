"""A value without the English around it, so that what is passed to a tool is the value alone."""

import re
from collections.abc import Sequence
from functools import cache

from segue.facts.lexicon import lexicon
from segue.profile.model import FactType
from segue.rehearsal.spelled_out import respelled, spelled


def alone(kind: FactType, heard: str) -> str | None:
    """The value in what was heard of a fact of this kind; None where there is no more than words around one."""
    match kind:
        case FactType.NAME:
            return _name(heard)
        case FactType.PLACE:
            return _place(heard)
        case FactType.TEXT:
            return _text(heard)
        case FactType.CHOICE:
            return heard


def _name(heard: str) -> str | None:
    name = respelled(_bare(heard, FactType.NAME), heard)
    return name if name and name.lower() not in lexicon().no_answers else None


def _place(heard: str) -> str | None:
    if by_letters := spelled(heard):
        return by_letters
    parts = _whereabouts().split(_bare(heard, FactType.PLACE))
    names = [name for part in parts if (name := _bare(part, FactType.PLACE)).lower() not in lexicon().no_answers]
    precise = [name for name in names if name and not _vague().fullmatch(name)]
    return next(filter(None, precise or names), None)


def _text(heard: str) -> str | None:
    text = _bare(heard, FactType.TEXT)
    return (text[0].lower() + text[1:] if _determined().match(text) else text) or None


def _bare(text: str, kind: FactType) -> str:
    """`text` without the openers before and the closers after it, and without marks at its ends."""
    before, after = _around(kind)
    text = text.strip(_MARKS)
    while found := before.match(text):
        text = text[found.end() :]
    while found := after.search(text):
        text = text[: found.start()]
    return text.strip(_MARKS)


_MARKS = " .,!?;:-"


@cache
def _around(kind: FactType) -> tuple[re.Pattern[str], re.Pattern[str]]:
    e = lexicon()
    openers = [*e.fillers, *e.interjections, *e.greetings, *e.noes]
    if kind is not FactType.TEXT:
        openers += e.introductions
    if kind is FactType.PLACE:
        openers += [*e.origins, *e.whereabouts]
    before = rf"(?:{_any_of(openers)})(?![\w'-])[\s,.!;:]*"
    after = rf"(?:^|[\s,.!;:]+)(?:{_any_of(e.closers)})[.!?]*$"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


@cache
def _whereabouts() -> re.Pattern[str]:
    return re.compile(rf"\s*,\s*|\s+(?:{_any_of(lexicon().whereabouts)})\s+", re.IGNORECASE)


@cache
def _vague() -> re.Pattern[str]:
    """ "A small village": somewhere, but nowhere in particular."""
    which, what = _any_of(lexicon().articles), _any_of(lexicon().settlements)
    return re.compile(rf"(?:{which})(?: \w+)* (?:{what})", re.IGNORECASE)


@cache
def _determined() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(lexicon().determiners)})\b", re.IGNORECASE)


def _any_of(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
