"""`.env.example` names every setting there is, and none that is not."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from dotenv import dotenv_values

from segue.profile import renamed
from segue.settings import Misconfigured, Settings
from segue.settings.surroundings import PROXIES

EXAMPLE = Path(__file__).resolve().parents[3] / ".env.example"
SURROUNDINGS = {*PROXIES, *map(str.lower, PROXIES), "SSL_CERT_FILE"}
"""No settings of ours: what every program of a machine goes by, and is looked at only to say when it can't be used."""


class Watched(Mapping[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def read_settings() -> set[str]:
    environment = Watched()
    with suppress(Misconfigured):
        Settings.read(environment)
    return environment.asked - renamed.SETTINGS.keys() - SURROUNDINGS


def test_every_setting_has_its_line_and_every_line_is_a_setting() -> None:
    assert set(dotenv_values(EXAMPLE)) == read_settings()


def test_what_it_gives_as_usual_is_what_holds_when_nothing_is_set() -> None:
    keys = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k"}
    given = {name: value for name, value in dotenv_values(EXAMPLE).items() if value}
    assert Settings.read({**given, **keys}) == Settings.read(keys)
