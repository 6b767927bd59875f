"""The far end of the filter: puts what is spoken together, so that what was left out leaves no debris."""

from dataclasses import dataclass, field
from typing import Final

_BLANK: Final = frozenset(" \t\r\n\xa0")
_SOFT: Final = frozenset(",;:")
_DASHES: Final = frozenset("–—")
_OPEN: Final = {"(": ")", "[": "]", "“": "”", "‘": "’"}
_ENDS: Final = frozenset(".!?…。！？")
_HELD: Final = "".join(_BLANK | _SOFT | _DASHES | _OPEN.keys())
"""What waits for the next word, because it would be debris if that word were left out."""


@dataclass(slots=True)
class Tidy:
    """Text in pieces, text out; the same whatever the pieces. Text without a gap comes out as it went in."""

    _ready: list[str] = field(default_factory=list)
    _held: str = ""
    _last: str = ""
    """The last character that went out."""
    _gap: bool = False
    """Whether something was left out since then."""

    def taken(self) -> str:
        """What can be spoken now."""
        ready = "".join(self._ready)
        self._ready.clear()
        return ready

    def end(self) -> str:
        """The rest."""
        if not self._gap:
            self._go("")
        return self.taken()

    def text(self, text: str) -> None:
        """Words as they are."""
        at = 0
        while self._gap and at < len(text):
            self._after_gap(text[at])
            at += 1
        if body := text[at:].rstrip(_HELD):
            self._go(body)
        self._held += text[at + len(body) :]

    def gap(self) -> None:
        """Something stood here and was left out."""
        self._gap = True

    def phrase(self, phrase: str) -> None:
        """Words of their own, put in place of something."""
        if not self._held and self._ends_word():
            self._held = " "
        self._gap = False
        self._go(phrase)
        self._gap = True

    def comma(self) -> None:
        """A short pause and a blank."""
        if not self._held.strip() and "\n" not in self._held and self._last.isalnum():
            self._held = ", "
        elif self._held[-1:] not in _BLANK and self._last:
            self._held += " "

    def pause(self) -> None:
        """The end of a line that is a sentence of its own, such as a heading."""
        if not self._held.strip() and "\n" not in self._held and (self._last.isalnum() or self._last in set(")”’\"'")):
            self._held = ""
            self._go(".")

    def _go(self, text: str) -> None:
        if out := self._held + text:
            self._ready.append(out)
            self._last = out[-1]
        self._held = ""

    def _ends_word(self) -> bool:
        return self._last.isalnum() or self._last in _ENDS | _SOFT

    def _after_gap(self, character: str) -> None:
        """Take the next character beside a gap: a blank, a mark that clings to what is left, or a word."""
        held = self._held
        if character in _BLANK:
            if character == "\n" and "\n" not in held and (held or self._last):
                self._held = held.rstrip(" \t") + "\n"
            elif held[-1:] not in _BLANK | _OPEN.keys() and (held or self._last):
                self._held += character
        elif _OPEN.get(held[-1:]) == character:
            self._held = held[:-1]
        elif character in _SOFT or character in _ENDS:
            self._mark(character)
        elif character in _OPEN:
            self._held += character if held or not self._last else f" {character}"
        else:
            if not held and self._ends_word() and character.isalnum():
                self._held = " "
            elif character in _OPEN.values():
                self._held = held.rstrip(" \t")
            self._gap = False
            self._go(character)

    def _mark(self, mark: str) -> None:
        """A punctuation mark after a gap: it clings to the word before, unless that has one or there is none."""
        before = self._held.rstrip(" \t\r\n\xa0")
        left = before[-1:] or self._last
        if left in _SOFT | _DASHES and mark in _ENDS and before:
            before = before.rstrip("".join(_SOFT | _DASHES | _BLANK))
            left = before[-1:] or self._last
        if not left or left in _OPEN or left in _ENDS or left in _SOFT:
            return
        self._held, self._gap = before, False
        if mark in _SOFT:
            self._held += mark
        else:
            self._go(mark)
