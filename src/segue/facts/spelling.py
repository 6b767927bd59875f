"""Words as they are compared, and names as they are written."""

import re
import unicodedata


def words(text: str) -> list[str]:
    """`text` as it is compared: lower-case words and numbers, without punctuation; `isn't` is one word."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").lower()
    kept = "".join(c if c == "'" or unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return [word for raw in kept.split() if (word := raw.strip("'"))]


def joined(text: str) -> str | None:
    """The name that `text` gives letter by letter and in no other way ("M A R A", "M-A-R-A"); else None."""
    letters = words(text)
    if len(letters) < 2 or not all(map(_is_letter, letters)):
        return None
    return letters[0].upper() + "".join(letters[1:])


def spells(text: str) -> bool:
    """Whether letters stand in `text` one by one: four of them, or after a word that begins as they do.

    Fewer are initials.
    """
    said = words(text)
    starts = [at for at, word in enumerate(said) if _is_letter(word) and (at == 0 or not _is_letter(said[at - 1]))]
    for at in starts:
        end = next((end for end in range(at, len(said)) if not _is_letter(said[end])), len(said))
        again = end - at > 1 and said[at - 1 : at] and said[at - 1][0] == said[at]
        if end - at > 3 or again:
            return True
    return False


def capitalised(name: str) -> str:
    """`name` with capitals where it was typed or heard without any, or in nothing but capitals."""
    if name != name.lower() and not (name.isupper() and len(name) > 3):
        return name
    return re.sub(r"(?:^|(?<=[\s-])|(?<=\b[^\W\d_]'))[^\W\d_]", lambda found: found[0].upper(), name.lower())


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()
