"""Single words that no voice can say as they are written: which they are, and how they are read."""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from segue.profile.speech_options import Kind

_URL: Final = re.compile(r"(?:(?:https?|ftp|wss?)://|www\.(?=[a-z0-9]))[^\s]+", re.I)
_HOST: Final = re.compile(
    r"(?:[a-z0-9][a-z0-9-]*\.)+(?:(?:com|org|net|edu|gov|info|io|ai|app|dev|co\.uk|de|fr|eu|ch|nl)(?::\d+)?|"
    r"[a-z]{2,}(?::\d+)?(?=/[^\s]))(?:/[^\s]*)?",
    re.I,
)
"""An address without its scheme: a well-known ending, or any with a path behind it."""
_EMAIL: Final = re.compile(r"(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I)
_LEAD: Final = "\"'“‘«„([_¿¡"
_TRAIL: Final = "\"'”’»“)]_.,;:!?"
_IDENTIFIERS: Final = (
    re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I),
    re.compile(r"(?:0x)?(?=[a-f]*\d)(?=\d*[a-f])(?=(?:[a-f]*\d){2})[0-9a-f]{7,}", re.I),
    re.compile(r"#?\d{7,}"),
    re.compile(r"#\d{5,}"),
    re.compile(r"\+?(?=(?:-?\d){11})\d+(?:-\d+)+"),
    re.compile(r"#?(?=[^A-Z]*[A-Z])(?=(?:[^0-9]*[0-9]){5})[A-Z0-9]+(?:[-/_][A-Z0-9]+)*"),
    re.compile(r"(?=.{8})(?=(?:[a-z]+\d+|\d+[a-z]+)[a-z]+\d|(?:\d+[a-z]+){2})[a-z0-9]+", re.I),
)
"""A UUID, a hash, long numbers (from seven digits, or a hash sign and five), a card's number, an order's, a token."""
_SNAKE: Final = re.compile(r"\w*[^\W_]_+[^\W_]\w*")
_SIGNS: Final = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "+": "plus", ":": "colon"}
_SPOKEN_WHOLE: Final = 16
"""Letters and digits of an identifier that a listener can still follow: a card's number has so many."""


class WordParts(NamedTuple):
    """A word, taken apart: what clings to it, and what it is; None for what can be spoken."""

    lead: str
    core: str
    trail: str
    kind: Kind | None


def taken_apart(word: str) -> WordParts:
    """What `word`, which has no blank in it, is."""
    if (url := _URL.search(word)) or "@" in word or "." in word:
        address = _stripped(word, url.start() if url else 0)
        if url and _URL.fullmatch(address.core):
            return address._replace(kind=Kind.LINKS)
        if _EMAIL.fullmatch(address.core):
            return address._replace(kind=Kind.EMAILS)
        if _HOST.fullmatch(address.core):
            return address._replace(kind=Kind.LINKS)
    stripped = _stripped(word, 0)
    if any(shape.fullmatch(stripped.core) for shape in _IDENTIFIERS) or _SNAKE.fullmatch(stripped.core):
        return stripped._replace(kind=Kind.IDENTIFIERS)
    return stripped


def read(kind: Kind, core: str) -> str:
    """`core`, of a kind that `taken_apart` found, in words; empty if there is nothing that could be read."""
    if kind is Kind.EMAILS:
        return _signed(re.sub("^mailto:", "", core, flags=re.I))
    if kind is Kind.LINKS:
        return _address(core)
    if _SNAKE.fullmatch(core) and sum(map(str.isdigit, core)) < 5:
        return " ".join(core.split("_")).strip()
    bare = [character for character in core.removeprefix("0x") if character.isalnum()]
    if len(bare) > _SPOKEN_WHOLE:
        return "ending in " + " ".join(bare[-4:]).upper()
    groups = re.findall(r"\d+|[^\W\d_]+", core)
    return ", ".join(" ".join(part).upper() for group in groups for part in _parts(group))


def _stripped(word: str, start: int) -> WordParts:
    core = word[start:].lstrip(_LEAD) if not start else word[start:]
    start = len(word) - len(core)
    end = len(word)
    while end > start and word[end - 1] in _TRAIL:
        if word[end - 1] == ")" and word.count("(", start, end) >= word.count(")", start, end):
            break
        end -= 1
    return WordParts(word[:start], word[start:end], word[end:], None)


def _address(url: str) -> str:
    """Host and path up to the first part that nobody would write down: a query, a number, a third step."""
    bare = re.sub(r"^[a-z]+://(?:[^/@]*@)?", "", url, flags=re.I)
    host, *path = re.split(r"[?#]", re.sub(r"^www\.", "", bare, flags=re.I))[0].split("/")
    steps = [host]
    for step in map(unquote, path[:2]):
        if len(step) > 24 or any(shape.fullmatch(step) for shape in _IDENTIFIERS):
            break
        steps.append(step)
    return _signed("/".join(steps).rstrip("/"))


def _signed(text: str) -> str:
    said = (f" {_SIGNS[c]} " if c in _SIGNS else c if c.isalnum() else " " for c in text)
    return " ".join("".join(said).split())


def _parts(group: str) -> list[str]:
    """Long numbers in threes, the last of up to four, as people say them."""
    if not group.isdigit() or len(group) < 6:
        return [group]
    cuts = list(range(0, len(group) - 4, 3))
    return [group[a:b] for a, b in zip(cuts, [*cuts[1:], cuts[-1] + 3], strict=True)] + [group[cuts[-1] + 3 :]]
