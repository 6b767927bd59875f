"""Reads an environment, one variable at a time, and collects what is wrong with them."""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from segue.environment.address import HTTP, without_user, wrong_with


class Misconfigured(Exception):
    """Settings that are missing or malformed; one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


Choice = TypeVar("Choice", bound=StrEnum)

_COMMENT: Final = re.compile(r"(^|\s+)#(\s.*)?$")
"""Docker's --env-file keeps what stands behind a value, and the quotes around it."""


_SECONDS: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


class Reader:
    """Reads one variable at a time and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []
        self.asked: set[str] = set()
        """The names of all variables that were read: those there are."""

    def text(self, name: str, default: str = "") -> str:
        """The value, without blanks, quotes and a comment around it; the default where it is empty."""
        value = self._given(name)
        if not value.isprintable():
            self.wrong(name, value, "write it on one line, without control characters")
            return default
        return value or default

    def secret(self, name: str, default: str = "") -> str:
        """A value that is sent in a request's head and never shown; the default where it is empty."""
        value = self._given(name)
        if not (value.isascii() and value.isprintable()):
            why = "has a line break or a letter in it that no key has"
            self.problems.append(f"{name} {why}; copy it again, the key alone (see .env.example)")
        return value or default

    def _given(self, name: str) -> str:
        self.asked.add(name)
        value = _COMMENT.sub("", self._env.get(name, "").strip())
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        return value[1:-1].strip() if quoted else value

    def path(self, name: str, default: str) -> Path:
        """A file or folder, `~` being the user's home."""
        value = self.text(name, default)
        try:
            return Path(value).expanduser()
        except RuntimeError:
            self.wrong(name, value, "write the folder out in full: there is no such home")
            return Path(default)

    def flag(self, name: str) -> bool:
        """on or off; off where it is not set."""
        return self.name(name, ("on", "off"), "off") == "on"

    def name(self, name: str, choices: Collection[str], default: str) -> str:
        """One of several names, in any case."""
        value = self.text(name, default).lower()
        if value not in choices:
            self.wrong(name, value, f"set it to {' or '.join(choices)}" if len(choices) == 2 else one_of(choices))
            return default
        return value

    def one_of(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        """One of an enum's values, in any case."""
        value = self.text(name, default).lower()
        if value not in [*choices]:
            self.wrong(name, value, one_of(choices))
            return default
        return choices(value)

    def maybe_one_of(self, name: str, choices: type[Choice]) -> Choice | None:
        """One of an enum's values, in any case; None where nothing is said."""
        return self.one_of(name, choices, next(iter(choices))) if self.text(name) else None

    def whole(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and len(value) < 10) or not lowest <= int(value) <= highest:
            self.wrong(name, value, f"set it to a whole number from {lowest} to {highest}")
            return default
        return int(value)

    def seconds(self, name: str, default: float, *, lowest: float, highest: float) -> float:
        """A time in seconds within bounds, with or without a fraction."""
        value = self.text(name, f"{default:g}")
        if not _SECONDS.fullmatch(value) or not lowest <= float(value) <= highest:
            self.wrong(name, value, f"set it to a number of seconds from {lowest:g} to {highest:g}")
            return default
        return float(value)

    def maybe_whole(self, name: str, *, lowest: int, highest: int) -> int | None:
        """A whole number within bounds; None where nothing is said."""
        return self.whole(name, lowest, lowest=lowest, highest=highest) if self.text(name) else None

    def url(self, name: str, default: str = "", schemes: tuple[str, ...] = HTTP) -> str:
        """An address, or the default."""
        value = self._given(name)
        if value and (fix := wrong_with(value, schemes)):
            like = "https://example.com/v1" if schemes == HTTP else "wss://example.livekit.cloud"
            self.wrong(name, without_user(value), f"set it to the server's address, such as {like}: {fix}")
            return default
        return value or default

    def pairs(self, name: str, usual: Mapping[str, str], like: re.Pattern[str] | None = None) -> Mapping[str, str]:
        """`key=value, key=value` over the usual ones, whose keys are the permitted ones; values `like` a pattern."""
        chosen = {**usual}
        for pair in filter(None, (part.strip() for part in self.text(name).split(","))):
            key, equals, value = (part.strip() for part in pair.partition("="))
            if not equals or not value or key not in usual:
                self.wrong(name, pair, f"write it as {', '.join(f'{key}=...' for key in usual)}")
            elif like and not like.fullmatch(value):
                self.wrong(name, value, f"set it to a voice's id, such as {next(iter(usual.values()))}")
            else:
                chosen[key] = value
        return chosen

    def wrong(self, name: str, value: str, fix: str) -> None:
        """Note that a value can't be used, and how to fix it."""
        self.problems.append(f"{name} is {value[:60]!r}; {fix} (see .env.example)")


def one_of(choices: Iterable[str]) -> str:
    """The fix for a value that is none of `choices`."""
    return f"set it to one of {', '.join(choices)}"
