"""Words and how they are to be spoken: `Dr.` as `Doctor`."""

import re
from collections.abc import Mapping
from typing import Final

_WORDLY: Final = re.compile(r"\w")


class Replacing:
    """Replaces whole words, in any case, the longest first. Text in pieces, text out; the same whatever the pieces."""

    def __init__(self, replaces: Mapping[str, str]) -> None:
        by_length = sorted(replaces.items(), key=lambda pair: -len(pair[0]))
        self._words = [(len(word), word.casefold(), spoken) for word, spoken in by_length]
        firsts = "".join(sorted({f"{re.escape(c)}" for w in replaces for c in (w[0].lower(), w[0].upper())}))
        self._start = re.compile(f"[{firsts}]", re.IGNORECASE) if replaces else None
        self._text = ""
        self._before = ""

    def push(self, text: str) -> str:
        """Take the next piece; what is settled."""
        return self._done(text, final=False) if self._start else text

    def end(self) -> str:
        """The rest."""
        return self._done("", final=True) if self._start else ""

    def _done(self, text: str, *, final: bool) -> str:
        self._text += text
        out: list[str] = []
        at = 0
        while self._start and (found := self._start.search(self._text, at)):
            out.append(self._passed(at, found.start()))
            at = found.start()
            match self._here(at, final):
                case None:
                    break
                case 0, _:
                    out.append(self._passed(at, at + 1))
                    at += 1
                case length, spoken:
                    self._passed(at, at + length)
                    out.append(spoken)
                    at += length
        else:
            out.append(self._passed(at, len(self._text)))
            at = len(self._text)
        self._text = self._text[at:]
        return "".join(out)

    def _passed(self, start: int, end: int) -> str:
        passed = self._text[start:end]
        self._before = passed[-1:] or self._before
        return passed

    def _here(self, at: int, final: bool) -> tuple[int, str] | None:
        """The word that stands here, by its length, and how it is spoken; length 0 for none, None for not yet known."""
        for length, word, spoken in self._words:
            here = self._text[at : at + length].casefold()
            if _WORDLY.match(word) and _WORDLY.match(self._before or " "):
                continue
            if len(self._text) < at + length:
                if not final and word.startswith(here):
                    return None
            elif here == word:
                after = self._text[at + length : at + length + 1]
                if not after and not final and _WORDLY.match(word[-1]):
                    return None
                if not (after and _WORDLY.match(word[-1]) and _WORDLY.match(after)):
                    return length, spoken
        return 0, ""
