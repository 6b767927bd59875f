"""Words as they were heard, and where phrases stand in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest

from segue.facts import spelling
from segue.facts.lexicon import lexicon
from segue.rehearsal import spelled_out

PlainWords = tuple[str, ...]
"""Words without case and punctuation."""

# Digits apart from letters ("9am"), apostrophes inside a word ("o'clock"), a hyphen between two.
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, what follows it up to the next one, and whether a sentence or a part of it ends there."""

    said: str
    plain: str
    gap: str
    ends: bool = False
    stops: bool = False
    """Not only a part: a whole sentence."""


Words = tuple[Word, ...]


@lru_cache(maxsize=4096)
def listen(text: str) -> Words:
    """The words of `text`; fillers are dropped unless there is nothing else."""
    found = [*_WORD.finditer(text)]
    words: list[Word] = []
    for match, after in zip_longest(found, found[1:]):
        heard = _plain(match.group())
        gap = text[match.end() : after.start() if after else len(text)]
        # "10:30" and "D.C." go on, and so does "St. Ives"; "Ada, from" and "Ada - from" do not.
        marked = bool(re.search(r"[.,;:!?\n\u2014\u2026]|\s[-\u2013]", gap))
        short = heard in lexicon().abbreviations and gap.startswith(".")
        ends = after is None or (marked and not short and (len(gap) > 1 or not gap.startswith((".", ":"))))
        words.append(Word(match.group(), heard, gap, ends, ends and any(mark in gap for mark in ".!?\n")))
    kept: list[Word] = []
    for word in words:
        if word.plain not in lexicon().fillers:
            kept.append(word)
        elif kept and word.ends:
            kept[-1] = replace(kept[-1], ends=True)
    return tuple(kept) or tuple(words)


@lru_cache(maxsize=4096)
def plain(phrase: str) -> PlainWords:
    """The words of a phrase."""
    return tuple(_plain(match.group()) for match in _WORD.finditer(phrase))


def _plain(word: str) -> str:
    return "".join(spelling.words(word))


def finds(words: Words, phrase: PlainWords) -> list[int]:
    """Where `phrase` stands in `words`."""
    heard = tuple(word.plain for word in words)
    return [at for at in range(len(heard) - len(phrase) + 1) if heard[at : at + len(phrase)] == phrase]


def has(words: Words, phrases: Iterable[str]) -> bool:
    """Whether any of `phrases` stands in `words`."""
    return any(finds(words, plain(phrase)) for phrase in phrases)


def starts(words: Words, phrases: Iterable[str]) -> int:
    """How many words the longest of `phrases` takes at the start; 0 if none stands there."""
    heard = tuple(word.plain for word in words)
    return max((len(p) for p in map(plain, phrases) if heard[: len(p)] == p), default=0)


def ends(words: Words, phrases: Iterable[str]) -> int:
    """How many words the longest of `phrases` takes at the end; 0 if none stands there."""
    heard = tuple(word.plain for word in words)
    return max((len(p) for p in map(plain, phrases) if p and heard[-len(p) :] == p), default=0)


def stripped(words: Words, openers: Iterable[str], closers: Iterable[str] = ()) -> Words:
    """`words` without `openers` at the start and `closers` at the end, as often as they stand there."""
    openers, closers = tuple(openers), tuple(closers)
    while taken := starts(words, openers):
        words = words[taken:]
    while taken := ends(words, closers):
        words = words[:-taken]
    return words


def is_only(words: Words, phrases: Iterable[str]) -> bool:
    """Whether `words` are one of `phrases`, politeness aside."""
    phrases = tuple(phrases)
    bare = stripped(words, lexicon().leads, lexicon().closers)
    return any(tuple(word.plain for word in heard) in map(plain, phrases) for heard in (words, bare))


def is_all(words: Words, phrases: Iterable[str]) -> bool:
    """Whether `words` are nothing but `phrases`, one after another, as in "yes, yes, go on please"."""
    return bool(words) and not stripped(words, (*phrases, *lexicon().polite))


def written(words: Words) -> str:
    """`words` as text, with the punctuation between them but not after them."""
    text = "".join(word.said + (word.gap if word.gap.strip() else " ") for word in words[:-1])
    return " ".join((text + words[-1].said).split()) if words else ""


def parts(words: Words) -> list[Words]:
    """`words`, parted where something ends."""
    cuts = [0, *(at + 1 for at, word in enumerate(words[:-1]) if word.ends), len(words)]
    return [words[start:end] for start, end in pairwise(cuts) if start < end]


def spelled(words: Words) -> str | None:
    """The word that `words` spell, letter by letter; None where they don't."""
    return spelled_out.spelled(written(words))
