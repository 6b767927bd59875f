"""Standard streams hold out: whoever writes to them is never ended by what has become of them."""

import io
import os
import re
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.colours import colourful
from commands.outlet import COMMANDS, Outlet, Stream
from segue.records.transcript import plain
from tests.unit.commands.test_screen import Terminal

FULL = Path("/dev/full")
OF_COLOURS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM")


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Its ends, to read from and to write into."""
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_reader_that_has_left_is_no_mishap() -> None:
    losses: list[OSError] = []
    read, write = os.pipe()
    os.close(read)
    outlet = Outlet(write, losses.append)
    assert [outlet.write(b"one\n"), outlet.write(b"two\n")] == [4, 4]
    assert (losses, outlet.lost) == ([], False)
    os.close(write)


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_a_disk_that_is_full_is_told_of_once() -> None:
    losses: list[OSError] = []
    with FULL.open("wb") as full:
        outlet = Outlet(full.fileno(), losses.append)
        assert [outlet.write(b"one\n"), outlet.write(b"two\n")] == [4, 4]
    assert [error.strerror for error in losses] == ["No space left on device"]
    assert outlet.lost


def test_a_reader_that_is_slow_is_waited_for_even_where_the_pipe_would_not_wait(pipe: tuple[int, int]) -> None:
    read, write = pipe
    os.set_blocking(write, False)
    much = os.urandom(1 << 20)
    got = bytearray()

    def reads() -> None:
        while len(got) < len(much):
            got.extend(os.read(read, 65536))

    reading = threading.Thread(target=reads)
    reading.start()
    assert Outlet(write).write(much) == len(much)
    reading.join()
    assert got == much


@given(st.text(st.characters()))
def test_a_terminal_obeys_nobodys_words(words: str) -> None:
    shown = COMMANDS.sub(lambda found: found[1] or " ", words)
    assert len(shown) == len(words)
    colourless = re.sub(r"\033\[[0-9;]*m", "", shown)
    kept = [letter for letter in colourless if letter not in "\t\n" and unicodedata.category(letter) != "Cs"]
    assert "".join(kept) == plain("".join(kept))


def test_what_is_said_in_colour_stays_in_colour() -> None:
    read, write = os.pipe()
    with Stream(io.BufferedWriter(Outlet(write)), encoding="utf-8", line_buffering=True) as shown:
        shown.write("\033[36mEcho\033[0m: \033[2J\u202eé\n")
    os.close(write)
    with open(read, "rb") as got:
        assert got.read() == "\033[36mEcho\033[0m:  [2J é\n".encode()


@pytest.mark.parametrize(
    ("said", "in_a_terminal", "in_a_pipe"),
    [
        ({}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"CLICOLOR": "0"}, False, False),
        ({"CLICOLOR": "1"}, True, False),
        ({"CLICOLOR_FORCE": "1"}, True, True),
        ({"CLICOLOR_FORCE": "0"}, True, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    ],
    ids=str,
)
def test_colours_are_shown_where_the_conventions_of_the_field_want_them(
    said: dict[str, str], in_a_terminal: bool, in_a_pipe: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in OF_COLOURS:
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert colourful(Terminal()) is in_a_terminal
    with (tmp_path / "file").open("w") as file:
        assert colourful(file) is in_a_pipe
