"""Words as they are compared, and names as they are spelled out letter by letter."""

import re
import unicodedata
from collections.abc import Sequence

_TIMES = {"double": 2, "triple": 3}
_POLITE = {"please", "thanks", "thank", "you", "that's", "it", "okay", "ok", "yes"}
_ANNOUNCED = {"spelled", "spelt", "spell", "spelling", "it's", "it", "is", "that's", "that", "with", "as"}
_FOR_A_WORD = re.compile(r"\b([^\W\d_]) (?:for|as in|like in|like) \w+")


def words(text: str) -> list[str]:
    """`text` as it is compared: lower-case words and numbers, without punctuation; `isn't` is one word."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").lower()
    kept = "".join(c if c == "'" or unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return [word for raw in kept.split() if (word := raw.strip("'"))]


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
    kept = name.split()[: len(before)]
    first = [part for part in kept if part.lower() in before]
    if len(first) > 1 and first[-1][0].lower() == word[0].lower():
        return " ".join((*first[:-1], word))
    return word


def bare(text: str, openers: Sequence[str], closers: Sequence[str]) -> str:
    """`text` without the openers before and the closers after it: words, or phrases parted by bars."""
    opening, closing = _either(openers), _either(closers)
    before = re.compile(rf"(?:{opening})(?![\w'-])[\s,.!;:]*", re.IGNORECASE)
    after = re.compile(rf"(?:^|[\s,.!;:]+)(?:{closing})[.!?]*$", re.IGNORECASE)
    while found := before.match(text):
        text = text[found.end() :]
    while found := after.search(text):
        text = text[: found.start()]
    return text


def capitalised(name: str) -> str:
    """`name` with capitals where it was typed or heard without any, or in nothing but capitals."""
    if name != name.lower() and not (name.isupper() and len(name) > 3):
        return name
    return re.sub(r"(?:^|(?<=[\s-])|(?<=\b[^\W\d_]'))[^\W\d_]", lambda found: found[0].upper(), name.lower())


def _run(text: str) -> tuple[list[str], str] | None:
    """The words before a spelling, and what it spells."""
    said = _FOR_A_WORD.sub(r"\1", " ".join(words(text))).split()
    for start in range(len(said)):
        letters, end = _letters_from(said, start)
        if not letters:
            continue
        before = [word for word in said[:start] if word not in _ANNOUNCED]
        enough = 3 if before and before[-1][0] != letters[0] else 2
        nothing_follows = all(word in _POLITE for word in said[end:])
        if len(letters) >= 4 or (nothing_follows and len(letters) >= enough):
            return before, letters[0].upper() + letters[1:]
    return None


def _letters_from(said: list[str], at: int) -> tuple[str, int]:
    letters = ""
    while at < len(said):
        if said[at] in _TIMES and at + 1 < len(said) and len(said[at + 1]) == 1:
            letters += "w" if said[at : at + 2] == ["double", "u"] else said[at + 1] * _TIMES[said[at]]
            at += 2
        elif len(said[at]) == 1 and said[at].isalpha():
            letters += said[at]
            at += 1
        else:
            break
    return letters, at


def _either(phrases: Sequence[str]) -> str:
    single = (each.split("|") if "|" in each or " " not in each else each.split() for each in phrases)
    return "|".join(re.escape(phrase) for group in single for phrase in sorted(group, key=len, reverse=True))
