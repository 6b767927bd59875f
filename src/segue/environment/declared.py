"""Settings as the fields of a dataclass: each knows the variable it is read from, and how.

@dataclass(frozen=True, slots=True)
class CartesiaSettings:
    api_key: str = secret("CARTESIA_API_KEY")
    tts: str = text("SEGUE_CARTESIA_TTS", "sonic-3")
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from segue.environment.address import HTTP
from segue.environment.reader import Reader

KEY: Final = "setting"
"""Under which a field's metadata says how it is read."""
STAND_IN: Final = "not-set"
"""For a secret that is missing: some models are made only to be asked what they can do."""

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class Setting:
    """The variable of one field."""

    name: str
    read: Callable[[Reader], Any]
    secret: bool = False


def text(name: str, default: str = "") -> Any:
    """Any text."""
    return _field(name, default, lambda reader: reader.text(name, default))


def secret(name: str, default: str = "") -> Any:
    """A text that is never shown."""
    return _field(name, default, lambda reader: reader.secret(name, default), secret=True)


def url(name: str, default: str = "", schemes: tuple[str, ...] = HTTP) -> Any:
    """A server's address, which begins with one of `schemes`."""
    return _field(name, default, lambda reader: reader.url(name, default, schemes))


def path(name: str, default: str) -> Any:
    """A file or folder; a relative one is meant from the folder the process was started in."""
    return _field(name, Path(default), lambda reader: reader.path(name, default))


def flag(name: str) -> Any:
    """on or off; off by default."""
    return _field(name, False, lambda reader: reader.flag(name))


def whole(name: str, default: int, *, lowest: int, highest: int) -> Any:
    """A whole number."""
    return _field(name, default, lambda reader: reader.whole(name, default, lowest=lowest, highest=highest))


def seconds(name: str, default: float, *, lowest: float = 0.1, highest: float = 100.0) -> Any:
    """A time in seconds."""
    return _field(name, default, lambda reader: reader.seconds(name, default, lowest=lowest, highest=highest))


def maybe_whole(name: str, *, lowest: int, highest: int) -> Any:
    """A whole number; None by default."""
    return _field(name, None, lambda reader: reader.maybe_whole(name, lowest=lowest, highest=highest))


def choice(name: str, default: StrEnum) -> Any:
    """One of the values of the default's enum."""
    return _field(name, default, lambda reader: reader.one_of(name, type(default), default))


def maybe(name: str, choices: type[StrEnum]) -> Any:
    """One of an enum's values; None by default."""
    return _field(name, None, lambda reader: reader.maybe_one_of(name, choices))


def pairs(name: str, usual: Mapping[str, str], like: re.Pattern[str] | None = None) -> Any:
    """A value for each of the usual keys; all of them `like` this, where it is given."""
    setting = Setting(name, lambda reader: MappingProxyType({**reader.pairs(name, usual, like)}))
    return field(default_factory=lambda: MappingProxyType({**usual}), metadata={KEY: setting})


def _field(name: str, default: Any, read: Callable[[Reader], Any], *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={KEY: Setting(name, read, secret)})


def read(group: type[Group], reader: Reader) -> Group:
    """The group as `reader` has it; what is wrong is noted there."""
    return group(**{field: setting.read(reader) for field, setting in declared(group)})


def declared(group: Any) -> Iterator[tuple[str, Setting]]:
    """The fields of a group, or of its type, that are settings."""
    for each in fields(group):
        if each.metadata:
            yield each.name, each.metadata[KEY]


def name_of(group: Any, field: str) -> str:
    """The variable that a field is read from."""
    return dict(declared(group))[field].name


def missing(group: Any) -> list[str]:
    """The variables of the secrets that are empty."""
    return [setting.name for field, setting in declared(group) if setting.secret and not getattr(group, field)]


def keyed(group: Group) -> Group:
    """The group with something where a secret is missing, without which a provider's plugin can't be made."""
    empty = [field for field, setting in declared(group) if setting.secret and not getattr(group, field)]
    return replace(group, **dict.fromkeys(empty, STAND_IN)) if empty else group  # type: ignore[type-var]  # is one
