"""The filter itself: text in as it comes, speech out as soon as it can be told to be speech."""

from collections.abc import Callable
from typing import Final

from segue.profile.speech_options import Kind, Plain, Speech
from segue.speech.angles import angle, bracketed_thinking, triangle
from segue.speech.blocks import block
from segue.speech.brackets import closing, curly, image, lenticular, square
from segue.speech.code import code
from segue.speech.inline import emoji, emphasis, struck, word
from segue.speech.progress import BLANKS, How, LineSoFar, More, Reading
from segue.speech.replacing import Replacing
from segue.speech.tidy import Tidy

_PIECE: Final = 4096
"""Characters taken at a time, so that a rule which rewrites what is ahead never copies a book."""
_RULES: Final[dict[str, tuple[Callable[[Reading], bool], ...]]] = {
    "`": (code,),
    "<": (angle,),
    "◁": (triangle,),
    "[": (bracketed_thinking, square),
    "]": (closing,),
    "{": (curly,),
    "!": (image,),
    "【": (lenticular,),
    "*": (emphasis,),
    "~": (struck,),
}


class Aloud:
    """What may be said aloud of one text, which comes in pieces. The same text gives the same speech in any pieces."""

    def __init__(self, speech: Speech) -> None:
        how: dict[Kind, How] = {kind: speech.manner(kind) for kind in Kind}
        self._reading = Reading(how, Tidy(), frozenset(word.casefold() for word in speech.replaces))
        self._replacing = Replacing(speech.replaces)

    def push(self, text: str) -> str:
        """Take the next piece; what can be spoken now."""
        return self._replacing.push(_read(self._reading, text))

    def end(self) -> str:
        """The rest, once the text has ended."""
        return self._replacing.push(_ended(self._reading)) + self._replacing.end()


class Written:
    """A text as it is written, but for thinking."""

    def __init__(self, speech: Speech) -> None:
        how: dict[Kind, How] = dict.fromkeys(Kind)
        self._reading = Reading({**how, Kind.THINKING: speech.thinking}, Tidy())

    def push(self, text: str) -> str:
        """Take the next piece; what of it is settled."""
        return _read(self._reading, text)

    def end(self) -> str:
        """The rest, once the text has ended."""
        return _ended(self._reading)


def _read(reading: Reading, text: str) -> str:
    for start in range(0, len(text), _PIECE):
        reading.text = reading.text[reading.at :] + text[start : start + _PIECE]
        reading.at = 0
        _go_on(reading)
    return reading.out.taken()


def _ended(reading: Reading) -> str:
    reading.final = True
    _go_on(reading)
    return reading.out.taken() + reading.out.end()


def _go_on(reading: Reading) -> None:
    """Read as far as can be told."""
    try:
        while True:
            if reading.swallowing:
                if reading.swallowing.go_on(reading):
                    reading.swallowing = None
            elif not (first := reading.ahead()):
                return
            elif not (reading.line.fresh and block(reading)):
                _within(reading, first)
    except More:
        return


def _within(reading: Reading, first: str) -> None:
    """Read one thing of a line."""
    if first in "\r\n":
        _line_end(reading)
    elif first.isspace():
        reading.out.text(reading.take(1))
    elif first == "|" and reading.line.row:
        _next_cell(reading)
    elif not (any(rule(reading) for rule in _RULES.get(first, ())) or word(reading) or emoji(reading)):
        reading.out.text(reading.take(1))
    if not first.isspace() and not reading.swallowing:
        reading.line.fresh = False


def _line_end(reading: Reading) -> None:
    if reading.line.marked or (reading.line.row and reading.how[Kind.TABLES] is Plain.READ):
        reading.out.pause()
    reading.out.text(reading.take(1))
    reading.row_above = reading.line.row
    reading.line = LineSoFar()


def _next_cell(reading: Reading) -> None:
    blanks = reading.run(BLANKS, by=1)
    ends = reading.ahead(1 + len(blanks)) in ("\n", "\r", "")
    reading.take(1 + len(blanks))
    if not ends:
        reading.out.comma()
