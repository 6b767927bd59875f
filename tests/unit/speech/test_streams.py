"""The filter over streams: what is spoken, what is kept, and strings that carry their times."""

from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path

import pytest
from livekit.agents.types import TimedString

from agents import team
from segue.call.call import Call
from segue.call.events import Entered
from segue.profile.load import find, load
from segue.profile.speech_options import Plain, SaidInstead, Speech, Transcript
from segue.session.build import spoken
from segue.speech import aloud, transcribed

TEXT = "<think>hm</think>See https://example.com, *Ada*. 😀"


async def pieces(*texts: str) -> AsyncIterator[str]:
    for text in texts:
        yield text


async def whole(stream: AsyncIterable[str]) -> str:
    return "".join([text async for text in stream])


@pytest.mark.parametrize("size", [1, 5, 100])
async def test_the_transcript_keeps_what_the_profile_says_it_keeps(size: int) -> None:
    parts = [TEXT[at : at + size] for at in range(0, len(TEXT), size)]
    as_written, as_spoken = Speech(), Speech(transcript=Transcript.AS_SPOKEN)
    heard = "See example dot com, Ada."
    assert await whole(aloud(as_written)(pieces(*parts))) == heard
    assert await whole(transcribed(as_written)(pieces(*parts))) == "See https://example.com, *Ada*. 😀"
    assert await whole(transcribed(as_spoken)(pieces(*parts))) == heard


async def test_a_stream_can_be_filtered_twice_and_keeps_nothing_of_the_first() -> None:
    filtering = aloud(Speech())
    assert await whole(filtering(pieces("Hello. ```never closed"))) == "Hello."
    assert await whole(filtering(pieces("Hello again."))) == "Hello again."


async def test_words_that_a_tts_has_timed_pass_the_transcript_with_their_times() -> None:
    timed = [TimedString("*so ", start_time=0.1, end_time=0.2), TimedString("be it*", start_time=0.2, end_time=0.5)]
    kept = [word async for word in transcribed(Speech(transcript=Transcript.AS_SPOKEN))(pieces(*timed))]
    assert kept == timed
    assert all(isinstance(word, TimedString) for word in kept)


async def test_timed_words_that_are_to_be_spoken_are_words_like_any() -> None:
    timed = [TimedString("*so ", start_time=0.1), TimedString("be it*", start_time=0.2)]
    assert await whole(aloud(Speech())(pieces(*timed))) == "so be it"


async def test_each_stage_speaks_by_its_own_manners(tmp_path: Path) -> None:
    profile = load(find(Path(__file__).parents[3] / "profiles", "clinic"), team(tmp_path / "book.sqlite").known())
    booking = profile.stages["booking"].model_copy(update={"speech": Speech(links=SaidInstead(say="our page"))})
    profile = profile.model_copy(
        update={"speech": Speech(links=Plain.DROP), "stages": {**profile.stages, "booking": booking}}
    )
    call = Call(profile, call_id="x", now=lambda: 0.0)
    filtering = spoken(call)
    assert await whole(filtering(pieces("See example.com, please."))) == "See, please."
    call.record(Entered(at_s=0.0, stage="booking"))
    assert await whole(filtering(pieces("See example.com, please."))) == "See our page, please."
