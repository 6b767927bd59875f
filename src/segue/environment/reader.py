"""Reads an environment, one variable at a time, and collects what is wrong with them."""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit


class Misconfigured(Exception):
    """Settings that are missing or malformed; one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


Choice = TypeVar("Choice", bound=StrEnum)


class Reader:
    """Reads one variable at a time and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """The value, without the blanks around it; the default where it is empty."""
        return self._env.get(name, "").strip() or default

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

    def url(self, name: str, default: str = "") -> str:
        """An address, or the default."""
        value = self.text(name)
        if value and not _is_address(value):
            self.wrong(name, value, "set it to the server's address, such as wss://example.livekit.cloud")
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


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"ws", "wss", "http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
