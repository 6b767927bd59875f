"""What the page is tested with: an evening of calls in browsers, played before the first test that asks for it."""

import os

import pytest
import pytest_asyncio

from commands.serve.loopback import HOW_TO_GET_ONE, find
from segue.page.client import HOW_TO_GET_NPM, kept
from testbed.browser import axe, chromium
from testbed.browser.served import CACHE
from tests.page import evening as played
from tests.page.evening import Evening


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """All the calls, over. Where something they need is missing their tests are skipped; under CI=true they fail."""
    if missing := lacking():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("; ".join(missing))
    server, browser = find(), chromium.find()
    assert server
    assert browser
    return await played.play(server, browser, tmp_path_factory.mktemp("page"))


def lacking() -> list[str]:
    """A line for each thing that is not here."""
    needed = {
        HOW_TO_GET_ONE: find(),
        chromium.HOW_TO_GET_ONE: chromium.find(),
        axe.HOW_TO_GET_IT: axe.find() or axe.install(),
        HOW_TO_GET_NPM: kept(CACHE) if kept(CACHE).exists() else None,
    }
    return [how_to_get_it for how_to_get_it, found in needed.items() if found is None]
