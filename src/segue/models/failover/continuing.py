"""An answer that breaks off and is finished by another model: nothing twice, no word in half."""

import re
from typing import Final

from livekit.agents import ChatContext

_GO_ON: Final = (
    "Your last message broke off while it was being spoken, and the caller has heard all of it as it stands. "
    "Go on from its very next word, so that the two read as one text. Repeat nothing of it, don't apologise and don't "
    "mention the break. If a tool was to be called after it, call it now."
)

_BEGUN = re.compile(r"[^\W_][\w'’-]{0,29}\Z")
"""A word that may not be over yet. Beyond thirty letters it is a script without spaces, and is let go."""

_WORD = re.compile(r"[\w'’]+")

_LONGEST_ECHO: Final = 60
"""Words of what was said that a continuation is searched for."""


def continued(chat_ctx: ChatContext, said: str) -> ChatContext:
    """`chat_ctx` as the one who goes on is given it: `said` is already spoken."""
    asked = chat_ctx.copy()
    asked.add_message(role="assistant", content=said.strip())
    asked.add_message(role="system", content=_GO_ON)
    return asked


class WholeWords:
    """Lets a text out by whole words: of the one that is being written when a model breaks off, nothing was said.

    Costs nothing that can be heard. Whatever speaks waits for the end of a word as well, most for that of a sentence.
    """

    def __init__(self) -> None:
        self._begun = ""

    def push(self, text: str) -> str:
        """What may be let out now that `text` has come."""
        text = self._begun + text
        begun = _BEGUN.search(text)
        self._begun = begun.group() if begun else ""
        return text[: begun.start()] if begun else text

    def rest(self) -> str:
        """The last word, once the text is over."""
        word, self._begun = self._begun, ""
        return word


class Joint:
    """Lets out a continuation without the words it repeats of `said`. It is given whole words.

    A model told to go on from the next word now and then begins the sentence again; the caller must not hear that.
    """

    def __init__(self, said: str) -> None:
        self._tail = _words(said)[-_LONGEST_ECHO:]
        self._spaced = said[-1:].isspace()
        self._held = ""
        self._made = False

    def push(self, text: str) -> str:
        """What of the continuation may be let out; nothing while all of it may yet be an echo."""
        if self._made:
            return text
        self._held += text
        given = _words(self._held)
        if not given or any(self._tail[at:][: len(given)] == given for at in range(len(self._tail) - len(given))):
            return ""
        return self.rest()

    def rest(self) -> str:
        """What is held back, without its echo."""
        words = list(_WORD.finditer(self._held))
        given = [word.group().casefold() for word in words]
        echo = next((many for many in range(len(given), 0, -1) if self._tail[-many:] == given[:many]), 0)
        start = words[echo].start() if echo < len(words) else len(self._held)
        text = (self._held[start:] if echo else self._held).lstrip()
        # One echo is all there is; what looks like a second is meant.
        self._held, self._tail, self._made = "", [], bool(text)
        return text if self._spaced or not text[:1].isalnum() else f" {text}"


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
