"""A caller's file: what is said, when, and what is expected of the call."""

import random
import wave
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from segue.profile.yaml.source import Problem, Source, Unreadable, read_with_source

PATIENCE_S = 1.4
"""Silence after which the agents are taken to have finished. At a hand-off there is up to 1 s of it."""

LONGEST_LINE = 600
"""Characters: some 40 s of speech."""

Words: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LINE, pattern=r"\w")]
Seconds: TypeAlias = Annotated[float, Field(gt=0, le=600)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Spoken(_Frozen):
    interrupt_after_s: Seconds | None = None
    """Said into the agents' speech, this long after it began; None: said when they have fallen silent."""


class Say(_Spoken):
    """Words, spoken by local synthesis."""

    say: Words


class OneOf(_Spoken):
    """As `Say`, in one of several wordings; the seed picks which."""

    one_of: Annotated[tuple[Words, ...], Field(min_length=1)]


class Wav(_Spoken):
    """A recording, played as it is."""

    wav: Path
    """Absolute once loaded; in the file, relative to the file's folder."""
    text: str = ""
    """What is said in it: for the log, and for a typed call."""


class Silence(_Frozen):
    """Not a word for this long, counted from when the agents fell silent."""

    silence_s: Seconds


class HangUp(_Frozen):
    """The caller ends the call, when the agents have fallen silent."""

    hang_up: Literal[True]


Line: TypeAlias = Say | OneOf | Wav | Silence | HangUp

_KINDS = ("say", "one_of", "wav", "silence_s", "hang_up")


def _kind(line: Any) -> str | None:
    if isinstance(line, str):
        return "<words>"
    if isinstance(line, dict):
        return next((f"<{key}>" for key in _KINDS if key in line), None)
    return None


_WrittenLine = Annotated[
    Annotated[Words, Tag("<words>")]
    | Annotated[Say, Tag("<say>")]
    | Annotated[OneOf, Tag("<one_of>")]
    | Annotated[Wav, Tag("<wav>")]
    | Annotated[Silence, Tag("<silence_s>")]
    | Annotated[HangUp, Tag("<hang_up>")],
    Discriminator(
        _kind,
        custom_error_type="no_line",
        custom_error_message="no line a caller can say; write words (in quotes, where there is a colon or a "
        f"number alone), or one of {', '.join(_KINDS)}",
    ),
]


class Expect(_Frozen):
    """What must come of the call. The agents' side never sees it."""

    outcome: str | None = None
    facts: dict[str, str | int | float | bool] = {}
    path: tuple[str, ...] = ()
    """The stages, in the order the caller met them."""
    tools: tuple[str, ...] = ()
    """Tools that have to be called in this order, hand-offs among them; others may come between."""
    said: tuple[Words, ...] = ()
    """Words that an agent has to say in one breath; how they are written does not matter."""
    longest_wait_s: Seconds | None = None
    """The longest the caller may wait for the agents. A typed answer takes no time, but one has to come."""


class _Written(_Frozen):
    voice: str = "caller"
    patience_s: Annotated[float, Field(ge=0.3, le=60)] = PATIENCE_S
    lines: Annotated[tuple[_WrittenLine, ...], Field(min_length=1)]
    expect: Expect = Expect()


class Script(_Frozen):
    """A caller's file, checked: every line is sayable and every recording is there."""

    voice: str
    patience_s: float
    lines: tuple[Line, ...]
    expect: Expect


def load(path: Path, voices: Collection[str] | None = None) -> Script:
    """The caller's file at `path`, its voice one of `voices` if given. Raises `Unreadable`."""
    written, source = read_with_source(path, _Written)
    problems: list[Problem] = []
    lines = tuple(_line(given, ("lines", index), source, problems) for index, given in enumerate(written.lines))
    for index, line in enumerate(lines[:-1]):
        if isinstance(line, HangUp):
            place = ("lines", index + 1)
            problems.append(source.problem(place, "a line after the hang-up", "make hang_up the last line"))
    if voices is not None and written.voice not in voices:
        what, fix = f"no voice called {written.voice!r}", f"use one of: {', '.join(voices)}"
        problems.append(source.problem(("voice",), what, fix))
    if problems:
        raise Unreadable(problems)
    return Script(voice=written.voice, patience_s=written.patience_s, lines=lines, expect=written.expect)


def words(line: Line, index: int, seed: int) -> str:
    """What `line`, the script's `index`-th, says under this seed; empty where nothing is said or known."""
    match line:
        case Say():
            return line.say
        case OneOf():
            # One generator for each line, so that a line added further up changes no wording further down.
            return random.Random(f"{seed}:{index}").choice(line.one_of)
        case Wav():
            return line.text
        case _:
            return ""


def _line(given: str | Line, loc: tuple[str | int, ...], source: Source, problems: list[Problem]) -> Line:
    if isinstance(given, str):
        return Say(say=given)
    if not isinstance(given, Wav):
        return given
    path = (source.path.parent / given.wav).resolve()
    if trouble := _unplayable(path):
        problems.append(source.problem((*loc, "wav"), f"{given.wav}: {trouble[0]}", trouble[1]))
    return given.model_copy(update={"wav": path})


def _unplayable(path: Path) -> tuple[str, str] | None:
    try:
        with wave.open(str(path), "rb") as wav:
            return None if wav.getnframes() else ("no sound in it", "record it again")
    except FileNotFoundError:
        return "no such file", "the path counts from the caller file's folder"
    except (wave.Error, EOFError, OSError):
        return "not a PCM WAV", "save it as WAV, 16-bit PCM"
