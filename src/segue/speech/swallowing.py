"""Constructs of any length, read as they come: fenced code, thinking, structured data, front matter."""

import re
from dataclasses import dataclass
from typing import Final

from segue.profile.speech_options import Plain
from segue.speech.progress import How, More, Reading

_BACK: Final = 64
"""Characters that wait for the rest of a closing mark. None is longer, its blanks included."""
_LINE: Final = 200
_NEWLINE: Final = re.compile("\n")
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*:(?: .*)?\n")
_BELOW_A_KEY: Final = re.compile(r"(?:[ \t]+|- |#).*\n")
_QUOTES: Final = frozenset("\"'")


@dataclass(slots=True)
class Until:
    """Everything to a closing mark, or to the end of the text."""

    close: re.Pattern[str]
    how: How
    """What becomes of it. A phrase was said when it began."""
    grows: bool = False
    """Whether what closes it may go on, as a row of backticks does."""

    def go_on(self, reading: Reading) -> bool:
        found = self.close.search(reading.text, reading.at)
        if found is None:
            if not reading.final:
                self._give(reading, max(0, len(reading.text) - reading.at - _BACK))
                raise More
            self._give(reading, len(reading.text) - reading.at)
            return True
        self._give(reading, found.start() - reading.at)
        length = len(found[0])
        if self.grows:
            reading.ahead(length)
        closing = reading.take(length)
        if self.how is None:
            reading.out.text(closing)
        return True

    def _give(self, reading: Reading, length: int) -> None:
        inside = reading.take(length)
        if self.how in (Plain.READ, None):
            reading.out.text(inside)


@dataclass(slots=True)
class Data:
    """An object or a list, to the bracket that closes it. A blank line ends one that nothing closes."""

    how: How
    depth: int = 0
    quote: str = ""
    escaped: bool = False
    newlines: int = 0

    def go_on(self, reading: Reading) -> bool:
        while character := reading.ahead():
            self.newlines = self.newlines + 1 if character == "\n" else self.newlines * (character in " \t\r")
            if self.newlines > 1:
                return True
            reading.take(1)
            if self.how is Plain.READ:
                self._read(reading, character)
            if self._closed_by(character):
                return True
        return True

    def _closed_by(self, character: str) -> bool:
        if self.escaped:
            self.escaped = False
        elif self.quote:
            self.escaped = character == "\\"
            # A string has no line break: the mark that should have closed it was forgotten.
            self.quote = "" if character in (self.quote, "\n") else self.quote
        elif character in _QUOTES:
            self.quote = character
        elif character in "{[":
            self.depth += 1
        elif character in "}]":
            self.depth -= 1
        return self.depth == 0 and not self.quote and character in "}]"

    def _read(self, reading: Reading, character: str) -> None:
        if character.isspace() or character == "_" or self.escaped:
            reading.out.gap()
            reading.out.text(" ")
        elif character == "," and not self.quote:
            reading.out.comma()
        elif character in ("\\", self.quote) or (not self.quote and character in "{}[]\"'"):
            reading.out.gap()
        else:
            reading.out.text(character)


@dataclass(slots=True)
class FrontMatter:
    """`key: value` lines between two lines of dashes at the very start. The first other line ends it."""

    how: How
    told: bool = False

    def go_on(self, reading: Reading) -> bool:
        while line := reading.up_to(_NEWLINE, _LINE, by=0):
            if line.strip() == "---":
                reading.take(len(line.rstrip("\n")))
                return True
            if not (_KEY.fullmatch(line) or (self.told and _BELOW_A_KEY.fullmatch(line)) or not line.strip()):
                break
            reading.take(len(line))
            if not self.told and line.strip():
                self.told = True
                reading.put(self.how, "", "")
        if reading.final and line is None and reading.text[reading.at :].strip() == "---":
            reading.take(len(reading.text) - reading.at)
        return True


@dataclass(slots=True)
class Overlong:
    """The rest of a word that is too long to be one."""

    def go_on(self, reading: Reading) -> bool:
        while (character := reading.ahead()) and not character.isspace():
            reading.take(1)
        return True
