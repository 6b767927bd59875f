"""Who leaves the page in the middle of the story and comes back to it."""

import asyncio
from dataclasses import dataclass

from testbed.browser.tab import Shown
from tests.page.scenes.brief import type_into_the_story
from tests.page.scenes.scene import Scene

FIRST_WORDS = "Not far from"
RELOAD_S = 0.5
"""Who is away for less has just loaded the page again."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """What they saw."""

    before: Shown
    after: Shown
    """When somebody had spoken to them again."""
    held: tuple[dict[str, str], dict[str, str]]
    """What the tab held on to, before and after."""
    complaints: list[str]


async def play(scene: Scene, away_s: float) -> CameBack:
    """Leave so many seconds after the story has begun, and come back after as many."""
    tab = await scene.calls()
    await type_into_the_story(tab)
    await tab.reads(FIRST_WORDS)
    await asyncio.sleep(away_s)
    before, held = await tab.look(), await tab.held()
    if away_s < RELOAD_S:
        await tab.page.reload()
    else:
        await tab.page.goto("about:blank")
        await asyncio.sleep(away_s)
        await tab.page.goto(scene.brief)
    await tab.until("live")
    await tab.hears()
    await tab.sees("() => testing.look().now.length > 0")
    await tab.sees("() => testing.look().lines.some((line) => line.by === 'agents' && line.passing)")
    after, held_after = await tab.look(), await tab.held()
    await tab.click("hang-up")
    await tab.until("ended")
    await tab.page.context.close()
    return CameBack(before, after, (held, held_after), tab.complaints)
