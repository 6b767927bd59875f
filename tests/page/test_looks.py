"""The page can be used by everybody, on a desk and on a phone, by day and by night; pictures of it are kept."""

from itertools import product

import pytest

from tests.page.evening import Evening
from tests.page.scenes.by_voice import Spoken
from tests.page.scenes.typed import Typed

pytestmark = [pytest.mark.room, pytest.mark.audio]

STATES = ("idle", "live", "ended")
PNG = b"\x89PNG"


@pytest.mark.parametrize(("state", "scheme"), product(STATES, ("light", "dark")))
def test_axe_finds_nothing_serious(evening: Evening, state: str, scheme: str) -> None:
    assert evening.of("grace", Typed).findings[f"{state}, {scheme}"] == []


def test_the_page_is_never_wider_than_its_window(evening: Evening) -> None:
    assert {*evening.of("emma", Spoken).widths} == {0}


@pytest.mark.parametrize(("state", "width", "scheme"), product(STATES, ("desk", "phone"), ("light", "dark")))
def test_there_is_a_picture_of_it(evening: Evening, state: str, width: str, scheme: str) -> None:
    evening.of("emma", Spoken)
    assert (evening.pictures / f"page-{state}-{width}-{scheme}.png").read_bytes().startswith(PNG)
