"""A page in a browser, as one who calls through it uses it: clicks, speaks on cue, listens, types and looks."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
from pydantic import BaseModel

from segue.caller.calling import Prepared

IN_PAGE: Final = Path(__file__).with_name("in_page.js")
DESK: Final = ViewportSize(width=1280, height=860)
PHONE: Final = ViewportSize(width=390, height=844)
LONG_MS: Final = 90_000
"""Longer than anything that is waited for here."""
LOOKS_EVERY_MS: Final = 50
TURN_MS: Final = 700
"""For how long the agents have to be silent before it is a caller's turn."""


class Line(BaseModel, frozen=True):
    """One line of the transcript as it is shown."""

    by: str
    text: str
    cut: tuple[str, ...]
    """The words of it that are struck through."""
    passing: bool
    """Whether it is still being said."""


class Shown(BaseModel, frozen=True):
    """What a page shows at one moment; texts are those that one reads, hidden ones are empty."""

    state: str
    status: str
    failure: str
    retry: str
    who: str
    lines: tuple[Line, ...]
    transcript: str
    facts: Mapping[str, Mapping[str, Any]]
    """By name: `shown`, and what is struck through as `corrected`."""
    now: tuple[str, ...]
    """The stages that are lit, and"""
    seen: tuple[str, ...]
    """those that are marked as met."""
    turns: tuple[str, ...]
    record: str
    kept: Mapping[str, str]
    """The session storage."""
    width: int
    """Pixels by which the page is wider than its window."""

    def said(self, by: str) -> list[str]:
        """The lines of `caller`, `agents` or `guest`."""
        return [line.text for line in self.lines if line.by == by]


@dataclass(slots=True)
class Tab:
    """A page that is open."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the browser had to say of the page: errors of its script, violations of its policy."""
    spoken: int = 0
    """How many lines the caller is to have in the transcript before it is their turn again."""

    @classmethod
    async def open(cls, browser: Browser, address: str, *, speaks: bool = True, before: str = "") -> "Tab":
        """A window of its own at `address`. It `speaks` on cue, else has the browser's microphone; `before` is a script
        that runs before the page's."""
        return await cls.within(await window(browser, speaks=speaks, before=before), address)

    @classmethod
    async def within(cls, context: BrowserContext, address: str) -> "Tab":
        """One more in a window."""
        tab = cls(await context.new_page())
        tab.watch()
        await tab.page.goto(address)
        return tab

    def watch(self) -> None:
        """Keep what the browser complains of from here on."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._hear(message))

    async def call(self) -> None:
        """Click on the button."""
        await self.click("call")

    async def click(self, role: str) -> None:
        """Click on the element of that role."""
        await self.page.locator(f"[data-role={role}]").click()

    async def type(self, text: str) -> None:
        """Type a line and send it, with the keyboard alone."""
        await self.page.locator("[data-role=text]").fill(text)
        await self.page.keyboard.press("Enter")

    async def until(self, *states: str) -> None:
        """Wait until the page is in one of the states."""
        await self.sees("(all) => all.includes(document.body.dataset.state)", [*states])

    async def reads(self, words: str) -> None:
        """Wait until the transcript has `words` in it."""
        await self.sees("(words) => testing.says(words)", words)

    async def turn(self, *after: str) -> str:
        """Wait for one's turn: the agents have said one of `after`, which is given back, and are silent."""
        asked = "([words, n, ms]) => testing.turn(words, n, ms)"
        given = [[*after], self.spoken, TURN_MS]
        came = await self.page.wait_for_function(asked, arg=given, polling=LOOKS_EVERY_MS)
        said: str = await came.json_value()
        return said

    async def hears(self) -> None:
        """Wait until there has been a sound since the page was loaded."""
        await self.sees("() => testing.sounds.length > 0")

    async def sees(self, is_so: str, given: object = None) -> None:
        """Wait until a function of JavaScript is true."""
        await self.page.wait_for_function(is_so, arg=given, polling=LOOKS_EVERY_MS)

    async def say(self, line: Prepared) -> tuple[float, float]:
        """Say it to the end; when it began and ended, in milliseconds on the page's clock."""
        assert line.sound is not None
        self.spoken = 1 + await self.page.evaluate("testing.spoken()")
        said = base64.b64encode(line.sound.tobytes()).decode()
        times = await self.page.evaluate("(said) => testing.say(said)", said)
        return times["began"], times["ended"]

    async def sounds(self) -> list[tuple[float, float]]:
        """When there was sound in what the page received since it was loaded, on the page's clock in milliseconds."""
        return [(began, ended) for began, ended in await self.page.evaluate("testing.sounds")]

    async def look(self) -> Shown:
        """What it shows now."""
        return Shown.model_validate(await self.page.evaluate("testing.look()"))

    async def held(self) -> dict[str, str]:
        """The call that the tab holds on to."""
        kept: dict[str, str] = json.loads((await self.look()).kept["segue.call"])
        return kept

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


async def window(browser: Browser, *, speaks: bool = True, before: str = "") -> BrowserContext:
    """A window whose tabs share nothing with those of others."""
    # Without motion, which would be drawn without a graphics card, sixty times a second.
    context = await browser.new_context(
        viewport=DESK, color_scheme="light", reduced_motion="reduce", permissions=["microphone"]
    )
    context.set_default_timeout(LONG_MS)
    await context.add_init_script(path=IN_PAGE)
    if speaks:
        await context.add_init_script("window.testing?.useMicrophone()")
    if before:
        await context.add_init_script(before)
    return context
