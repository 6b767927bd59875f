"""Where a model's first words are long in coming, a line is said before them, as a piece of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from livekit.agents import FlushSentinel

from segue.session.filler import filled
from testbed.virtual_time import in_virtual_time


async def words(*pieces: str, after_s: float = 0.0) -> AsyncIterator[str]:
    await asyncio.sleep(after_s)
    for piece in pieces:
        yield piece


async def said(answer: AsyncIterator[str]) -> list[object]:
    pieces = [piece async for piece in filled(answer, "One moment.", 2.0)]
    return ["|" if isinstance(piece, FlushSentinel) else piece for piece in pieces]


@in_virtual_time()
async def test_words_in_time_are_all_that_is_said() -> None:
    assert await said(words("Which ", "story?", after_s=1.9)) == ["Which ", "story?"]


@in_virtual_time()
async def test_before_words_that_are_late_a_line_is_said_once() -> None:
    assert await said(words("Which ", "story?", after_s=7.0)) == ["One moment. ", "|", "Which ", "story?"]


@in_virtual_time()
async def test_a_model_that_says_nothing_has_nothing_said_for_it() -> None:
    assert await said(words()) == []


@in_virtual_time()
async def test_what_a_model_raises_is_raised() -> None:
    async def broken() -> AsyncIterator[str]:
        await asyncio.sleep(3.0)
        raise LookupError
        yield ""

    with pytest.raises(LookupError):
        await said(broken())


@in_virtual_time()
async def test_a_model_that_says_nothing_after_the_line_either_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        async for _ in filled(words("Which", after_s=60.0), "One moment.", 2.0, 3.0):
            pass
