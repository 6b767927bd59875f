"""Lines come from a pipe, a file or memory as they were typed; waiting for one can be ended at any time."""

import asyncio
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from commands.play.typed_lines import TypedLines

TYPED = "one\n\n  two \r\nletters: é—\nlast"
LINES = ["one", "", "  two \r", "letters: é—", "last", None, None]


async def all_of(source: TextIO) -> list[str | None]:
    lines = TypedLines(source)
    return [await lines.next() for _ in LINES]


@pytest.fixture
def nothing() -> Iterator[TextIO]:
    """What is empty, and is no file."""
    with open(os.devnull, encoding="utf-8") as source:
        yield source


@pytest.fixture
def pipe() -> Iterator[tuple[TextIO, int]]:
    """A pipe's end to read from, and the other."""
    read, write = os.pipe()
    with open(read, encoding="utf-8") as source:
        yield source, write
    os.close(write)


async def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(TYPED.encode())
    with (tmp_path / "lines").open(encoding="utf-8") as source:
        assert await all_of(source) == LINES


async def test_what_is_in_memory_is_read_line_by_line() -> None:
    assert await all_of(io.TextIOWrapper(io.BytesIO(TYPED.encode()), encoding="utf-8")) == LINES


async def test_the_end_of_nothing_comes_at_once(nothing: TextIO) -> None:
    assert await TypedLines(nothing).next() is None


async def test_a_line_that_comes_in_pieces_is_one(pipe: tuple[TextIO, int]) -> None:
    source, write = pipe
    lines = TypedLines(source)
    waiting = asyncio.ensure_future(lines.next())
    for piece in (b"I am A", b"da", b".\nYes.\n"):
        os.write(write, piece)
        await asyncio.sleep(0)
    assert [await waiting, await lines.next()] == ["I am Ada.", "Yes."]


async def test_whoever_waits_for_a_line_can_be_told_to_stop(pipe: tuple[TextIO, int]) -> None:
    source, write = pipe
    lines = TypedLines(source)
    waiting = asyncio.ensure_future(lines.next())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    os.write(write, b"Yes.\n")
    assert await lines.next() == "Yes."


async def test_letters_that_nobody_can_read_end_nothing(pipe: tuple[TextIO, int]) -> None:
    source, write = pipe
    os.write(write, b"\xff\xfe\nYes.\n")
    lines = TypedLines(source)
    assert [await lines.next(), await lines.next()] == ["\ufffd\ufffd", "Yes."]


async def test_a_source_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w", encoding="utf-8") as source, pytest.raises(OSError, match="standard input"):
        await TypedLines(source).next()
