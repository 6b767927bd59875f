"""What is let out of one answer, from whichever model it comes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from livekit.agents import llm

from segue.models.failover.continuing import Joint, WholeWords


@dataclass(slots=True)
class Outgoing:
    """The answer as the caller gets it: in whole words, nothing twice, over the break between two models."""

    send: Callable[[llm.ChatChunk], None]
    said: str = field(default="", init=False)
    """All text so far."""
    called: bool = field(default=False, init=False)
    """Whether a tool call is out. It is whole, and will be obeyed."""
    _words: WholeWords = field(default_factory=WholeWords, init=False)
    _joint: Joint | None = field(default=None, init=False)
    _last_id: str = field(default="", init=False)

    @property
    def length(self) -> int:
        """Grows with everything of use; to compare."""
        return len(self.said) + self.called

    def next_model(self) -> None:
        """Another model speaks from here on. The word that the one before had begun was never said."""
        self._words = WholeWords()
        self._joint = Joint(self.said) if self.said else None

    def put(self, chunk: llm.ChatChunk) -> None:
        """Let out what of `chunk` may be: neither half a word, nor an echo, nor a chunk with nothing in it."""
        self._last_id = chunk.id
        delta = chunk.delta or llm.ChoiceDelta()
        text = self._joined(_whole_letters(self._words.push(delta.content or "")))
        if delta.tool_calls:
            text += self._rest()
            self.called = True
        self.said += text
        if text or delta.tool_calls or delta.extra or chunk.usage:
            delta = delta.model_copy(update={"content": text or None})
            self.send(chunk.model_copy(update={"delta": delta}))

    def end(self) -> None:
        """The answer is over: let out its last word."""
        if text := self._rest():
            self.said += text
            self.send(llm.ChatChunk(id=self._last_id, delta=llm.ChoiceDelta(role="assistant", content=text)))

    def _joined(self, text: str) -> str:
        return self._joint.push(text) if self._joint and text else text

    def _rest(self) -> str:
        text = self._joined(_whole_letters(self._words.rest()))
        return text + self._joint.rest() if self._joint else text


def _whole_letters(text: str) -> str:
    """`text` with a stand-in for each half of a letter, as UTF-16 splits some.

    Models send such halves at times, and no request that holds one can be sent: the call would have no more answers.
    """
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
