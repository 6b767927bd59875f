"""Names as callers spell them: letter by letter, with words around the letters."""

import re
from functools import cache

from segue.facts.lexicon import lexicon
from segue.facts.spelling import words


def spelled(text: str) -> str | None:
    """The word that `text` spells out ("M A R A", "H-A-double N-A-H", "M for Mike"), capitalised.

    Four letters in a row are a spelling. Two or three may be initials, so nothing may follow, and
    two must stand alone or behind a word of the same initial.
    """
    found = _run(text)
    return found[1] if found else None


def respelled(name: str, text: str) -> str:
    """`name`, put right by the spelling in `text`: of several words, the one that was spelled is replaced."""
    if not (found := _run(text)):
        return name
    before, word = found
    kept = [part.strip(",.;:!?") for part in name.split()[: len(before)]]
    first = [part for part in kept if part.lower() in before]
    if len(first) > 1 and first[-1][0].lower() == word[0].lower():
        return " ".join((*first[:-1], word))
    return word


def _run(text: str) -> tuple[list[str], str] | None:
    """The words before a spelling, and what it spells."""
    said = _for_a_word().sub(r"\1", " ".join(words(text))).split()
    for start in range(len(said)):
        letters, end = _letters_from(said, start)
        if not letters:
            continue
        before = [word for word in said[:start] if word not in lexicon().announces]
        enough = 3 if before and before[-1][0] != letters[0] else 2
        nothing_follows = all(word in lexicon().ends_spelling for word in said[end:])
        if len(letters) >= 4 or (nothing_follows and len(letters) >= enough):
            return before, letters[0].upper() + letters[1:]
    return None


def _letters_from(said: list[str], at: int) -> tuple[str, int]:
    letters, e = "", lexicon()
    while at < len(said):
        if said[at] in e.times and at + 1 < len(said) and len(said[at + 1]) == 1:
            letters += e.named_letters.get(" ".join(said[at : at + 2])) or said[at + 1] * e.times[said[at]]
            at += 2
        elif len(said[at]) == 1 and said[at].isalpha():
            letters += said[at]
            at += 1
        else:
            break
    return letters, at


@cache
def _for_a_word() -> re.Pattern[str]:
    return re.compile(rf"\b([^\W\d_]) (?:{'|'.join(lexicon().for_a_word)}) \w+")
