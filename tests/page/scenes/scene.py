"""Where calls through the page are played, and what their callers say."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser

from segue.caller.calling import Prepared
from testbed.browser.tab import Tab
from testbed.livekit_server import LiveKitServer
from testbed.room.entry import rooms

HELLO = "Hello. I'm Emma, and I live in Boston."
YES = "Yes, that's right."
WISH = "Tell me a story about a lighthouse keeper, something funny."
FUNNY = "Something funny, please."
PLEASE = "Yes, please."
WAIT = "Wait, wait a moment please."
ENOUGH = "No thank you, that's enough for today. Goodbye."
UNHEARD = "My name is Victor, and I come from Chicago."
LINES = (HELLO, YES, WISH, FUNNY, PLEASE, WAIT, ENOUGH, UNHEARD)
"""All that is said aloud."""
WHO = "where are you from?"
CONFIRM = "Did I get that right?"
WHAT = "funny, gentle or spooky?"
HERO = "Who shall the story be about?"
MOOD = "Shall it be funny, gentle or spooky?"
WRITE = "Shall I write that down?"
STORY = "Then listen."
"""Words of the storyteller's that make it the caller's turn."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What all calls share."""

    livekit: Path
    """The binary of a livekit-server, and"""
    server: LiveKitServer
    """the one of all calls."""
    address: str
    """The storyteller's page, and"""
    brief: str
    """the page of who does it in fewer words (`brief.py`)."""
    browser: Browser
    binary: Path
    """Chromium's, for who wants one of their own."""
    said: Mapping[str, Prepared]
    """The lines, spoken."""
    folder: Path
    pictures: Path

    async def calls(self) -> Tab:
        """A caller with a page of their own, who has clicked and whom somebody answers, in few words."""
        tab = await Tab.open(self.browser, self.brief)
        await tab.until("idle")
        await tab.call()
        await tab.until("live")
        return tab

    async def gone(self, room: str) -> None:
        """Wait until the room is gone."""
        while room in await rooms(self.server):  # noqa: ASYNC110  (another process's, so no event)
            await asyncio.sleep(0.2)
