"""A text as far as it has come and as far as it has been read: what every rule of the filter works on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from segue.profile.speech_options import Kind, Plain, SaidInstead
from segue.speech.tidy import Tidy

How = Plain | SaidInstead | None
"""What becomes of a kind of text; None leaves it as it is written."""


class More(Exception):
    """A rule can't tell yet: it depends on text that hasn't come. Raised before the rule has changed anything."""


class Swallowing(Protocol):
    """A construct without a bound on its length, being read as it comes."""

    def go_on(self, reading: "Reading") -> bool:
        """Read on; True when its end was found. Raises `More`, having read all it can."""
        ...


@dataclass(slots=True)
class LineSoFar:
    """What is known of the line that is being read."""

    fresh: bool = True
    """Nothing but marks has been read of it."""
    marked: bool = False
    """It is a heading or a list item: a sentence of its own."""
    row: bool = False
    """It is a row of a table."""


@dataclass(slots=True)
class Reading:
    """Text, and where in it the filter is. A rule that looks beyond what has come raises `More`."""

    how: Mapping[Kind, How]
    out: Tidy
    kept: frozenset[str] = frozenset()
    """Words, casefolded, that are to be left alone because they are replaced later."""
    text: str = ""
    at: int = 0
    final: bool = False
    before: str = ""
    """The character before `at`; empty at the start."""
    line: LineSoFar = field(default_factory=LineSoFar)
    row_above: bool = False
    swallowing: Swallowing | None = None

    def ahead(self, by: int = 0) -> str:
        """The character so far ahead; empty at the end of the text."""
        if self.at + by < len(self.text):
            return self.text[self.at + by]
        if not self.final:
            raise More
        return ""

    def begins(self, mark: str) -> bool:
        """Whether `mark` stands here."""
        return all(self.ahead(by) == character for by, character in enumerate(mark))

    def run(self, of: re.Pattern[str], by: int = 0) -> str:
        """The longest run of the characters that `of` matches, so far ahead."""
        found = of.match(self.text, self.at + by)
        run = found[0] if found else ""
        self.ahead(by + len(run))
        return run

    def up_to(self, ends: re.Pattern[str], limit: int, by: int = 1) -> str | None:
        """The text from here to the first character that `ends` matches, itself included; None without one."""
        start = self.at + by
        if found := ends.search(self.text, start, start + limit):
            return self.text[self.at : found.end()]
        if len(self.text) < start + limit and not self.final:
            raise More
        return None

    def take(self, length: int) -> str:
        """Read so many characters."""
        taken = self.text[self.at : self.at + length]
        self.at += length
        self.before = taken[-1:] or self.before
        return taken

    def instead(self, length: int, text: str) -> None:
        """Go on as if `text` stood in place of the next so many characters."""
        self.text = text + self.text[self.at + length :]
        self.at = 0

    def put(self, how: How, written: str, spoken: str) -> None:
        """What becomes of something that was read."""
        match how:
            case None:
                self.out.text(written)
            case SaidInstead(say=phrase):
                self.out.phrase(phrase)
            case Plain.READ if spoken:
                self.out.phrase(spoken)
            case _:
                self.out.gap()


BLANKS: Final = re.compile(r"[ \t]{0,200}")
