"""What the agents of a call were about to say, and of a speech that was broken off, the words that were not heard."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from livekit.agents.types import TimedString

LONGEST: Final = 400
"""Characters of unheard words that are worth keeping; a model may be a page ahead of its voice."""
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)]*(?=\s)")


class Intended:
    """Keeps the text of each speech as it is made, which is ahead of what is heard of it, until that is known."""

    def __init__(self) -> None:
        self._texts: list[list[str]] = []

    async def noted(self, text: AsyncIterator[str | TimedString]) -> AsyncIterator[str | TimedString]:
        """`text` as it is, and kept."""
        pieces = list[str]()
        self._texts.append(pieces)
        try:
            async for piece in text:
                pieces.append(piece)
                yield piece
        finally:
            if isinstance(text, AsyncGenerator):
                await text.aclose()  # else it would end some time after the speech that was broken off

    def unheard(self, heard: str, *, cut: bool) -> str:
        """What follows the words that were heard, if they were `cut` off there; empty where nobody knows.

        A speech may have been made in several texts, and several speeches in one response; of some that was made,
        nothing was heard at all.
        """
        texts, self._texts = ["".join(pieces) for pieces in self._texts], []
        for at in reversed(range(len(texts))):
            rest = _after(" ".join(texts[at:]), heard)
            if rest is None:
                continue
            if cut:
                return _bounded(rest)
            self._texts = [[rest]]  # of the same response, and to be heard next
            break
        return ""


def _after(text: str, heard: str) -> str | None:
    """What of `text` comes after `heard`; None where it does not begin so. Letters count, and not how they are set."""
    letters = [letter for letter in heard if letter.isalnum()]
    at = 0
    for letter in letters:
        while at < len(text) and not text[at].isalnum():
            at += 1
        if at == len(text) or text[at] != letter:
            return None
        at += 1
    behind = re.search(r"[^\w\s]*\s*$", heard)
    return text[at:].removeprefix(behind.group().rstrip() if behind else "").strip()


def _bounded(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, LONGEST)]
    return text[: ends[-1]] if ends else f"{text[: LONGEST - 1].rpartition(' ')[0]}…"
