"""Reads an environment, one variable at a time, and collects what is wrong with them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from segue.profile.playing import SetName
from segue.settings.providers import SetChoice


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
        value = self.text(name, "off").lower()
        if value not in {"on", "off"}:
            self.wrong(name, value, "set it to on or off")
        return value == "on"

    def one_of(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        """One of an enum's values, in any case."""
        value = self.text(name, default).lower()
        if value not in [*choices]:
            self.wrong(name, value, f"set it to one of {', '.join(choices)}")
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

    def url(self, name: str) -> str:
        """An address, or nothing."""
        value = self.text(name)
        if value and not _is_address(value):
            self.wrong(name, value, "set it to the server's address, such as wss://example.livekit.cloud")
        return value

    def wrong(self, name: str, value: str, fix: str) -> None:
        """Note that a value can't be used, and how to fix it."""
        self.problems.append(f"{name} is {value[:60]!r}; {fix} (see .env.example)")

    def pairs(self, name: str, usual: Mapping[str, str]) -> Mapping[str, str]:
        """`key=value, key=value` over the usual ones, whose keys are the permitted ones."""
        chosen = {**usual}
        for pair in filter(None, (part.strip() for part in self.text(name).split(","))):
            key, equals, value = (part.strip() for part in pair.partition("="))
            if not equals or not value or key not in usual:
                self.wrong(name, pair, f"write it as {', '.join(f'{key}=...' for key in usual)}")
            else:
                chosen[key] = value
        return chosen

    def backup(self, name: str) -> SetName | None:
        """The set that stands behind the cloud's; None for none."""
        choices = [SetName.LOCAL, SetName.REHEARSAL]
        value = self.text(name, "none").lower()
        if value not in [*choices, "none"]:
            self.wrong(name, value, f"set it to one of {', '.join(choices)}, none")
        return SetName(value) if value in choices else None

    def set_choice(self, name: str) -> SetChoice:
        """A set of voices for the whole call, for single stages (`story=cloud`), or both, with commas between."""
        everywhere, stages = None, dict[str, SetName]()
        for part in filter(None, (part.strip() for part in self.text(name).lower().split(","))):
            stage, equals, chosen = (piece.strip() for piece in part.rpartition("="))
            if chosen not in [*SetName]:
                self.wrong(name, chosen, f"set it to one of {', '.join(SetName)}, or name a stage: story=cloud")
            elif equals:
                stages[stage] = SetName(chosen)
            else:
                everywhere = SetName(chosen)
        return SetChoice(everywhere, stages)


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"ws", "wss", "http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
