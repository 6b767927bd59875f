"""What is passed for a fact, checked before it is stored: tidied, and never more than words.

Whoever passes it passes the value alone. English is stripped from none: where a value is hidden in it, it is refused,
with words to a language model that say what to pass or what to ask.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from segue.facts import places
from segue.facts.lexicon import lexicon
from segue.facts.spelling import capitalised, joined, spells, words
from segue.profile.model import FactSpec, FactType

__all__ = ["NotUnderstood", "accept", "words"]

LONGEST_NAME = 64
LONGEST_TEXT = 200
LONGEST_GIVEN = 1_000
"""Characters. Nobody says more of one fact; beyond it nothing is looked at."""


class NotUnderstood(Exception):
    """What was passed can't be stored. The text tells a language model what to do about it; it never quotes."""


def accept(spec: FactSpec, given: str) -> str:
    """The value to store for what was given of a fact. Raises `NotUnderstood`."""
    if len(given) > LONGEST_GIVEN:
        raise NotUnderstood(f"that is too long to be one answer; ask only for this: {spec.ask}")
    text = _one_line(given)
    match spec.type:
        case FactType.NAME:
            return _name(spec, text)
        case FactType.PLACE:
            return _place(spec, text)
        case FactType.TEXT:
            return _text(spec, text)
        case FactType.CHOICE:
            return _choice(spec, text)


def _name(spec: FactSpec, text: str) -> str:
    if _odd(text):
        raise NotUnderstood(f"that is no name; ask once more: {spec.ask}. They may spell it")
    by_letters = joined(text)
    name = by_letters or _letters(text)
    if not name or name.lower() in lexicon().no_answers:
        raise NotUnderstood(f"no name was heard; ask once more: {spec.ask}. They may spell it")
    if len(name) > LONGEST_NAME or len(name.split()) > 6:
        raise NotUnderstood(f"that is more than a name; ask for the name alone: {spec.ask}")
    if spells(text) and not by_letters:
        raise NotUnderstood(f"those are letters; pass the name alone, put together, or ask once more: {spec.ask}")
    if _begins(name, lexicon().introductions):
        raise NotUnderstood(f"that is more than a name; pass the name alone, or ask once more: {spec.ask}")
    return capitalised(name)


def _place(spec: FactSpec, text: str) -> str:
    if _odd(text):
        raise NotUnderstood(f"that is no place; ask once more: {spec.ask}. They may spell it")
    by_letters = joined(text)
    # "Turin, Italy": what it lies in is not what it is called.
    place = by_letters or next(filter(None, map(_letters, text.split(","))), "")
    if not place or place.lower() in lexicon().no_answers:
        raise NotUnderstood(f"no place was heard; ask once more: {spec.ask}. They may spell it")
    if len(place) > LONGEST_NAME or len(place.split()) > 6:
        raise NotUnderstood(f"that is more than a place; ask for the town or country alone: {spec.ask}")
    if by_letters:
        return places.exact(by_letters) or by_letters
    if spells(text):
        raise NotUnderstood(f"those are letters; pass the place alone, put together, or ask once more: {spec.ask}")
    if not places.exact(place) and _begins(place, _before_a_place()):
        raise NotUnderstood(f"that is more than a place; pass the town or country alone, or ask once more: {spec.ask}")
    return places.match(place) or capitalised(place)


def _text(spec: FactSpec, text: str) -> str:
    # No braces, brackets or marks that a template, a page or a prompt could take for its own.
    kept = "".join(c if _is_letter(c) or c.isnumeric() or c in " '-,.!?&%()" else " " for c in text)
    value = " ".join(kept.split()).strip(" ,.!?-&%")
    if not any(map(_is_letter, value)):
        raise NotUnderstood(f"nothing was heard; ask once more: {spec.ask}")
    if len(value) > LONGEST_TEXT:
        raise NotUnderstood(f"that is too long to be noted; ask for it in one short sentence: {spec.ask}")
    return value


def _choice(spec: FactSpec, text: str) -> str:
    """The one choice that was passed, by its own name or in one of its ways. What is said not to be one is none."""
    said = words(text)
    named = set() if set(said) & {*lexicon().denials} else _named(spec.choices, said)
    if len(named) == 1:
        return named.pop()
    offered = ", ".join(spec.choices)
    if named:
        raise NotUnderstood(f"that is more than one of {offered}; pass one of them, or ask once more: {spec.ask}")
    raise NotUnderstood(f"that is none of {offered}; ask once more: {spec.ask}")


def _named(choices: Mapping[str, Sequence[str]], said: list[str]) -> set[str]:
    """The choices whose phrases stand in `said`, but for one that is part of a longer phrase."""
    found: list[tuple[int, int, str]] = []
    for value, ways in choices.items():
        for phrase in filter(None, map(words, (value, *ways))):
            starts = range(len(said) - len(phrase) + 1)
            found += [(at, at + len(phrase), value) for at in starts if said[at : at + len(phrase)] == phrase]
    return {
        value
        for start, end, value in found
        if not any(other[0] <= start and end <= other[1] and other[1] - other[0] > end - start for other in found)
    }


def _before_a_place() -> list[str]:
    return [*lexicon().introductions, *lexicon().origins, *lexicon().whereabouts]


def _begins(text: str, phrases: Sequence[str]) -> bool:
    said = words(text)
    return any(said[: len(phrase)] == phrase for phrase in map(words, phrases))


def _one_line(given: str) -> str:
    """`given` on one line, in plain forms of its letters, without control and direction marks."""
    plain = unicodedata.normalize("NFKC", given).replace("’", "'").replace("‘", "'")
    shown = (" " if c.isspace() else c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(shown).split())


def _odd(text: str) -> bool:
    """Whether there is something in it that no speaker's words would be written with."""
    return any(not _is_letter(c) and c not in " '-.,!?;\"‐–—…" for c in text)


def _letters(text: str) -> str:
    kept = "".join(c if _is_letter(c) or c in "'-" else " " for c in re.sub("[‐–—]", "-", text))
    return " ".join(part for raw in kept.split() if (part := raw.strip("'-")))


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"
