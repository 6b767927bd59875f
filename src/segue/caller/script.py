"""A caller's file: what is said, when, and what is expected of the call."""

import json
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag, ValidationError

from segue.caller.wav import unplayable
from segue.profile.mistake import Mistake
from segue.profile.yaml.source import FileReading, Unreadable

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


Check: TypeAlias = Callable[[Script], Iterable[Mistake]]
"""What else can be wrong with a caller's file, as whoever loads it knows."""


def load(path: Path, voices: Collection[str] | None = None, checks: Iterable[Check] = ()) -> Script:
    """The caller's file at `path`, its voice one of `voices` if given, and past `checks`. Raises `Unreadable`."""
    reading = FileReading.of(path, _Written)
    problems = [*reading.problems]
    if not isinstance(reading.values, dict):
        raise Unreadable(problems)
    written = reading.made or _sound_part(reading.values)
    folder = path.absolute().parent
    lines = tuple(_line(line, folder) for line in written.lines)
    script = Script(voice=written.voice, patience_s=written.patience_s, lines=lines, expect=written.expect)
    for check in (_unsayable, *checks):
        problems += [reading.source.problem(*mistake) for mistake in check(script)]
    if voices is not None and written.voice not in voices:
        what, fix = f"no voice called {written.voice!r}", f"use one of: {', '.join(voices)}"
        problems.append(reading.source.problem(("voice",), what, fix))
    if problems:
        raise Unreadable(problems)
    return script


def _sound_part(values: Mapping[str, Any]) -> _Written:
    """What can be understood of a file with mistakes, so that all of them are told at once; silence is for the rest."""
    try:
        return _Written.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as invalid:
        wrong = {error["loc"][:2] for error in invalid.errors()}
    sound = {key: values[key] for key in ("voice", "lines", "expect") if key in values and (key,) not in wrong}
    silence = {"silence_s": 1}
    lines = [silence if ("lines", at) in wrong else line for at, line in enumerate(sound.get("lines", ()))]
    expect = {key: hope for key, hope in sound.get("expect", {}).items() if ("expect", key) not in wrong}
    return _Written.model_validate({**sound, "lines": lines or [silence], "expect": expect})


def _line(given: str | Line, folder: Path) -> Line:
    if isinstance(given, str):
        return Say(say=given)
    return given.model_copy(update={"wav": folder / given.wav}) if isinstance(given, Wav) else given


def _unsayable(script: Script) -> Iterator[Mistake]:
    for index, line in enumerate(script.lines):
        if index and isinstance(script.lines[index - 1], HangUp):
            yield Mistake(("lines", index), "a line after the hang-up", "make hang_up the last line")
        if isinstance(line, Wav) and (trouble := unplayable(line.wav)):
            yield Mistake(("lines", index, "wav"), f"{line.wav.name}: {trouble[0]}", trouble[1])


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
