"""A text that is still being written, sentence by sentence as the TTS that is to speak it tells them apart."""

from typing import Any, Protocol, runtime_checkable

from livekit.agents import tokenize, tts

Written = tokenize.SentenceStream  # the name as the library has it is a method of the class below


@runtime_checkable
class Splits(Protocol):
    """A TTS that has a rule of its own for where a sentence ends."""

    def split(self, text: str) -> list[str]:
        """`text` by sentences, each as it stands there; all but the last are whole, whatever may follow."""
        ...


def adapter(speaks: tts.TTS[Any], primary: tts.TTS[Any]) -> tts.StreamAdapter:
    """`speaks` given a text that is still being written, by the sentences of `primary` or else by the library's.

    The library's rule joins short sentences, as suits a provider that is asked over a network. A TTS of this machine
    would begin 0.2 s later by it.
    """
    if isinstance(primary, Splits):
        return tts.StreamAdapter(tts=speaks, sentence_tokenizer=SentencesOf(primary))
    return tts.StreamAdapter(tts=speaks)


class SentencesOf(tokenize.SentenceTokenizer):
    """Those of a TTS, each with the space before it: read one after the other they are the text again."""

    def __init__(self, voice: Splits) -> None:
        self._voice = voice

    def tokenize(self, text: str, *, language: str | None = None) -> list[str]:
        """The sentences of a whole text."""
        return [sentence for sentence, _, _ in self._placed(text)]

    def stream(self, *, language: str | None = None) -> Written:
        """Those of a text that is still being written: each is told once the next has begun."""
        return tokenize.BufferedSentenceStream(tokenizer=self._placed, min_token_len=1, min_ctx_len=1)

    def _placed(self, text: str) -> list[tuple[str, int, int]]:
        placed, start = list[tuple[str, int, int]](), 0
        for sentence in self._voice.split(text):
            end = text.index(sentence, start) + len(sentence)
            placed.append((text[start:end], start, end))
            start = end
        return placed
