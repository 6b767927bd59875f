"""A file of settings, as `.env` is: which are in it, where, and what of it can't be read. It shows no value."""

import io
import os
import select
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from segue.environment.reader import Misconfigured

NEWLINE: Final = "\n"
LIMIT_BYTES: Final = 256 * 1024
PIPED_WITHIN_S: Final = 5.0
"""Password managers write it into a pipe when somebody opens it; where nobody does it would be waited for for ever."""


@dataclass(frozen=True, slots=True)
class EnvFile:
    """What a file says, value by value."""

    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """File and line of each name; of one that is there twice, of the first."""
    repeated: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """File and line of the last, which counts, for each name that is there more than once."""

    @classmethod
    def read(cls, path: Path) -> "EnvFile":
        """The file at `path`; nothing where there is none. Raises `Misconfigured` if it can't be read."""
        text = _text(path)
        places, repeated, problems = dict[str, str](), dict[str, str](), list[str]()
        for binding in parse_stream(io.StringIO(text)):
            string, line = binding.original.string, binding.original.line  # with the empty lines before it
            place = f"{path}:{line + string.count(NEWLINE, 0, len(string) - len(string.lstrip()))}"
            if binding.error or (binding.key and binding.value is None):
                problems.append(f"{place}: no setting; write it as NAME=value")
            elif binding.key in places:
                repeated[binding.key] = place
            elif binding.key:
                places[binding.key] = place
        if problems:
            raise Misconfigured(problems)
        values = dotenv_values(stream=io.StringIO(text)).items()
        return cls({name: value for name, value in values if value is not None}, places, repeated)


def _text(path: Path) -> str:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        if path.is_symlink():
            raise _unreadable(path, "leads to no file") from None
        return ""
    except OSError as error:
        raise _unreadable(path, f"can't be opened ({error.strerror})") from None
    try:
        kind = os.fstat(file).st_mode
        if stat.S_ISDIR(kind):
            raise _unreadable(path, "is a folder")
        raw = _piped(path, file) if stat.S_ISFIFO(kind) else os.read(file, LIMIT_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, f"can't be read ({error.strerror})") from None
    finally:
        os.close(file)
    if len(raw) > LIMIT_BYTES:
        raise _unreadable(path, f"is longer than {LIMIT_BYTES // 1024} kB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, "is not UTF-8 text") from None
    if "\0" in text:
        raise _unreadable(path, "is no text")
    return text


def _piped(path: Path, file: int) -> bytes:
    raw = b""
    while len(raw) <= LIMIT_BYTES:
        if not select.select([file], [], [], PIPED_WITHIN_S)[0]:
            raise _unreadable(path, f"is a pipe into which nobody writes for {PIPED_WITHIN_S:g} s")
        if not (piece := os.read(file, LIMIT_BYTES)):
            break
        raw += piece
    return raw


def _unreadable(path: Path, what: str) -> Misconfigured:
    return Misconfigured([f"{path} {what}; make it a file of NAME=value lines, or take it away"])
