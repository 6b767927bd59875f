"""Square and curly brackets: links, notes about the text, and structured data."""

import re
from typing import Final

from segue.profile.speech_options import Kind, Plain, SaidInstead
from segue.speech.progress import Reading
from segue.speech.swallowing import Data

_LABEL_LIMIT: Final = 200
_TARGET_LIMIT: Final = 2000
_LABEL_END: Final = re.compile(r"[\[\]\n]")
_PARENTHESES: Final = re.compile(r"[()\n]")
_LENTICULAR_END: Final = re.compile(r"[】\n]")
_CITED: Final = re.compile(r"\^?\d{1,3}(?:, ?\d{1,3})*|\^\w+")
_NOTED: Final = re.compile(r"(?:[a-z][a-z0-9_]*|[A-Z][A-Z0-9_]+)\s*[:=]\s*\S.*")
"""A key as programs write them, and its value. `[Note: bring your card]` is meant for a listener."""
_NUMBERS: Final = re.compile(r"\s*-?[\d.]+(?:\s*,\s*-?[\d.]+)+\s*")
_BLANK: Final = re.compile(r"\s{0,64}")
_NAME: Final = re.compile(r"\w{0,64}")


def curly(reading: Reading) -> bool:
    """`{`: an object, or just a bracket."""
    blank = len(reading.run(_BLANK, by=1))
    first = reading.ahead(1 + blank)
    if first not in ("'", '"', "}"):
        name = reading.run(_NAME, by=1 + blank)
        if not name or reading.ahead(1 + blank + len(name)) != ":":
            return False
    return _data(reading)


def square(reading: Reading) -> bool:
    """`[`: a list, a link, a note, or just a bracket."""
    blank = len(reading.run(_BLANK, by=1))
    first = reading.ahead(1 + blank)
    if first in ("{", '"') or (first == "[" and reading.ahead(2 + blank) in [*'0123456789-"{[']):
        return _data(reading)
    label = reading.up_to(_LABEL_END, _LABEL_LIMIT)
    if label is None or not label.endswith("]"):
        if label == "[![" and reading.how[Kind.LINKS] is not None:
            reading.take(1)
            return True
        return False
    length = len(label) + _target(reading, len(label))
    if _CITED.fullmatch(label[1:-1]):
        reading.put(reading.how[Kind.METADATA], reading.take(length), label[1:-1].strip("^"))
        return True
    if length == len(label):
        return _note(reading, label)
    return _link(reading, length, label[1:-1])


def image(reading: Reading) -> bool:
    """`!` before a bracket: a picture, of which the description is spoken."""
    label = reading.up_to(_LABEL_END, _LABEL_LIMIT, by=2)
    if label is None or not label.endswith("]"):
        return False
    target = _target(reading, len(label))
    return bool(target) and _link(reading, len(label) + target, label[2:-1])


def closing(reading: Reading) -> bool:
    """`]`: the end of a link whose words were too long or too odd to be seen as one."""
    target = _target(reading, 1) if reading.how[Kind.LINKS] is not None and reading.ahead(1) == "(" else 0
    reading.take(1 + target) if target else None
    return bool(target)


def lenticular(reading: Reading) -> bool:
    """`【`: a source, as some models name them."""
    source = reading.up_to(_LENTICULAR_END, _LABEL_LIMIT)
    if source is None or not source.endswith("】") or not re.search(r"†|^【\d+】$", source):
        return False
    reading.put(reading.how[Kind.METADATA], reading.take(len(source)), "")
    return True


def _link(reading: Reading, length: int, words: str) -> bool:
    """Go on with the words of a link alone."""
    if reading.how[Kind.LINKS] is None:
        reading.out.text(reading.take(length))
        return True
    reading.line.fresh = False
    if not words.strip():
        reading.out.gap()
    reading.instead(length, words)
    return True


def _target(reading: Reading, by: int) -> int:
    """How long the address behind the words of a link is, its brackets included; 0 where there is none."""
    if reading.ahead(by) == "[":
        found = reading.up_to(_LABEL_END, _LABEL_LIMIT, by=by + 1)
        return len(found) - by if found and found.endswith("]") else 0
    if reading.ahead(by) != "(":
        return 0
    depth, length = 1, by + 1
    while found := reading.up_to(_PARENTHESES, _TARGET_LIMIT - length, by=length):
        length = len(found)
        depth += {"(": 1, ")": -1, "\n": 1000}[found[-1]]
        if depth == 0:
            return length - by
        if depth > 100:
            return 0
    rest = reading.text[reading.at + by :]
    cut = reading.final and len(rest) + by < _TARGET_LIMIT and not re.search(r"\s", rest)
    return len(rest) if cut else 0


def _note(reading: Reading, label: str) -> bool:
    inside = label[1:-1]
    if inside in (" ", "x", "X") and reading.line.fresh and reading.how[Kind.LISTS] is Plain.DROP:
        reading.take(len(label))
        reading.out.gap()
        return True
    kind = Kind.DATA if _NUMBERS.fullmatch(inside) else Kind.METADATA if _NOTED.fullmatch(inside) else None
    if kind is None:
        return False
    reading.put(reading.how[kind], reading.take(len(label)), re.sub(r"\s*[:=]\s*", ", ", inside, count=1))
    return True


def _data(reading: Reading) -> bool:
    how = reading.how[Kind.DATA]
    if how is None:
        return False
    if isinstance(how, SaidInstead) or how is Plain.DROP:
        reading.put(how, "", "")
    reading.swallowing = Data(how)
    return True
