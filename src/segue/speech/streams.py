"""The filter over streams of text, as LiveKit's nodes and transforms take them."""

from collections.abc import AsyncIterable, AsyncIterator, Callable

from segue.profile.speech_options import Speech, Transcript
from segue.speech.filter import Aloud, Written

Transform = Callable[[AsyncIterable[str]], AsyncIterator[str]]


def aloud(speech: Speech) -> Transform:
    """What is to be spoken of a text. Timings of timed strings are lost, for their text may not be theirs any more."""

    async def spoken(text: AsyncIterable[str]) -> AsyncIterator[str]:
        filtering = Aloud(speech)
        async for piece in text:
            if said := filtering.push(piece):
                yield said
        if said := filtering.end():
            yield said

    return spoken


def transcribed(speech: Speech) -> Transform:
    """What the transcript and the history keep of a text: as it is spoken or as it is written, and never thinking.

    Timed strings pass as they are: a voice timed the words it spoke, so they have been filtered already.
    """

    async def kept(text: AsyncIterable[str]) -> AsyncIterator[str]:
        filtering = Aloud(speech) if speech.transcript is Transcript.AS_SPOKEN else Written(speech)
        async for piece in text:
            if type(piece) is not str:
                yield piece
            elif said := filtering.push(piece):
                yield said
        if said := filtering.end():
            yield said

    return kept
