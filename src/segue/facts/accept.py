"""What a caller said of themselves, made fit to be stored: tidied, checked, and never more than words."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from segue.facts import places
from segue.facts.spelling import bare, capitalised, respelled, spelled, words
from segue.profile.model import FactSpec, FactType

__all__ = ["NotUnderstood", "accept", "choose", "spelled", "words"]

LONGEST_NAME = 64
LONGEST_TEXT = 200
LONGEST_HEARD = 1_000
"""Characters. Nobody says more of one fact; beyond it nothing is looked at."""

_FILLERS = ("um uh er erm hm hmm oh ah well so yes yeah no sorry please hi hello okay ok just actually",)
_OPENERS = (
    *_FILLERS,
    "it's me|my name is|my name's|the name is|the name's|name is|i am|i'm|this is|it is|it's",
    "call me|they call me|that's|that is",
)
_PLACE_OPENERS = (
    *_OPENERS,
    "i come from|i live in|i was born in|i am from|i'm from|calling from|from",
    "in|near|outside|the city of|the town of",
)
_CLOSERS = ("please thanks speaking here", "thank you|is my name|that's it")
_WHEREABOUTS = re.compile(r"\s*,\s*|\s+(?:in|near|outside|by)\s+", re.IGNORECASE)
_SOME_PLACE = re.compile(r"(?:an?|the|some)(?: \w+)* (?:village|town|city|place|suburb|farm|island)", re.IGNORECASE)
_NO_ANSWER = frozenset(
    (
        "",
        "yes",
        "no",
        "what",
        "why",
        "who",
        "sorry",
        "nothing",
        "nobody",
        "none",
        "null",
        "unknown",
        "i",
        "a",
        "the",
    )
)
_DETERMINERS = re.compile(
    r"(?:an?|the|my|our|his|her|their|your|its|some|any|one|two|three|this|that|these|those|no|every|each"
    r"|(?:some|any|every)(?:body|one|thing)|nobody|nothing)\b",
    re.IGNORECASE,
)


class NotUnderstood(Exception):
    """What was heard can't be stored. The text tells a language model what to ask; it never quotes."""


def accept(spec: FactSpec, heard: str) -> str:
    """The value to store for what was heard of a fact. Raises `NotUnderstood`."""
    if len(heard) > LONGEST_HEARD:
        raise NotUnderstood(f"that is too long to be one answer; ask only for this: {spec.ask}")
    text = _one_line(heard)
    match spec.type:
        case FactType.NAME:
            return _name(spec, text)
        case FactType.PLACE:
            return _place(spec, text)
        case FactType.TEXT:
            return _text(spec, text)
        case FactType.CHOICE:
            return _choice(spec, text)


def choose(choices: Mapping[str, Sequence[str]], heard: str) -> str | None:
    """The one of `choices` that was said by its own name or in one of its ways; None where none was.

    The longest phrase wins; of two equally long ones the later, for corrections come last.
    What follows "not" is passed over.
    """
    said = words(heard)
    found: list[tuple[int, int, int, str]] = []
    for value, ways in choices.items():
        for phrase in filter(None, map(words, (value, *ways))):
            for at in range(len(said) - len(phrase) + 1):
                if said[at : at + len(phrase)] == phrase and said[at - 1 : at] != ["not"]:
                    found.append((len(phrase), sum(map(len, phrase)), at, value))
    return max(found)[3] if found else None


def _name(spec: FactSpec, text: str) -> str:
    if _odd(text):
        raise NotUnderstood(f"that is no name; ask once more: {spec.ask}. They may spell it")
    name = respelled(bare(_letters(text), _OPENERS, _CLOSERS), text)
    if name.lower() in _NO_ANSWER:
        raise NotUnderstood(f"no name was heard; ask once more: {spec.ask}. They may spell it")
    if len(name) > LONGEST_NAME or len(name.split()) > 6:
        raise NotUnderstood(f"that is more than a name; ask for the name alone: {spec.ask}")
    return capitalised(name)


def _place(spec: FactSpec, text: str) -> str:
    if _odd(text):
        raise NotUnderstood(f"that is no place; ask once more: {spec.ask}. They may spell it")
    if (by_letters := spelled(text)) and len(by_letters) <= LONGEST_NAME:
        return places.exact(by_letters) or by_letters
    parts = _WHEREABOUTS.split(bare(text.strip(" .!?;"), _PLACE_OPENERS, _CLOSERS))
    names = [bare(_letters(part), _PLACE_OPENERS, _CLOSERS) for part in parts]
    named = [name for name in names if name.lower() not in _NO_ANSWER]
    precise = [name for name in named if not _SOME_PLACE.fullmatch(name)] or named
    if not precise:
        raise NotUnderstood(f"no place was heard; ask once more: {spec.ask}. They may spell it")
    place = precise[0]
    if len(place) > LONGEST_NAME or len(place.split()) > 6:
        raise NotUnderstood(f"that is more than a place; ask for the town or country alone: {spec.ask}")
    return places.match(place) or capitalised(place)


def _text(spec: FactSpec, text: str) -> str:
    # No braces, brackets or marks that a template, a page or a prompt could take for its own.
    kept = "".join(c if _is_letter(c) or c.isnumeric() or c in " '-,.!?&%()" else " " for c in text)
    value = bare(" ".join(kept.split()).strip(" ,-"), _FILLERS, _CLOSERS).strip(" ,.!?-&%")
    if not any(map(_is_letter, value)):
        raise NotUnderstood(f"nothing was heard; ask once more: {spec.ask}")
    if len(value) > LONGEST_TEXT:
        raise NotUnderstood(f"that is too long to be noted; ask for it in one short sentence: {spec.ask}")
    return value[0].lower() + value[1:] if _DETERMINERS.match(value) else value


def _choice(spec: FactSpec, text: str) -> str:
    if value := choose(spec.choices, text):
        return value
    raise NotUnderstood(f"that is none of {', '.join(spec.choices)}; ask once more: {spec.ask}")


def _one_line(heard: str) -> str:
    """`heard` on one line, in plain forms of its letters, without control and direction marks."""
    plain = unicodedata.normalize("NFKC", heard).replace("’", "'").replace("‘", "'")
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
