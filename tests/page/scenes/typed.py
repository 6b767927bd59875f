"""Grace, who types her whole call, corrects herself, and whose page is judged while it is idle, live and over."""

import json
from dataclasses import dataclass

from testbed.browser import axe
from testbed.browser.tab import Shown, Tab
from tests.page.scenes.brief import CONFIRM, STORY, WHAT, WHO, WRITE
from tests.page.scenes.scene import Scene


@dataclass(frozen=True, slots=True)
class Typed:
    """What Grace saw."""

    corrected: Shown
    """When she had corrected herself,"""
    told: Shown
    """in the story, and"""
    ended: Shown
    """when it was over."""
    returned: Shown
    """When she had come back to a call that was over."""
    findings: dict[str, list[str]]
    """What axe-core had to say, by state and colours."""
    complaints: list[str]


async def play(scene: Scene) -> Typed:
    """The call, with the keyboard alone."""
    tab, findings = await Tab.open(scene.browser, scene.brief), dict[str, list[str]]()
    await tab.until("idle")
    findings |= await judged(tab, "idle")
    await tab.page.locator("[data-role=call]").press("Enter")
    await tab.reads(WHO)
    held = await tab.held()
    await tab.type("I am Grace, and I come from Turin.")
    await tab.reads(CONFIRM)
    await tab.type("No, I come from Bergen.")
    await tab.reads(f"from Bergen, {CONFIRM}")
    corrected = await tab.look()
    await tab.type("Yes, that's right.")
    await tab.reads(WHAT)
    await tab.type("Tell me a story about a fox, something gentle.")
    await tab.reads(WRITE)
    findings |= await judged(tab, "live")
    await tab.type("Yes, please.")
    await tab.reads(STORY)
    told = await tab.look()
    await tab.type("Goodbye.")
    await tab.until("ended")
    ended = await tab.look()
    findings |= await judged(tab, "ended")
    complaints = [*tab.complaints]
    await tab.page.evaluate("(held) => sessionStorage.setItem('segue.call', held)", json.dumps(held))
    await tab.page.reload()
    await tab.until("failed", "ended")
    returned = await tab.look()
    await tab.page.context.close()
    return Typed(corrected, told, ended, returned, findings, complaints)


async def judged(tab: Tab, state: str) -> dict[str, list[str]]:
    """By day and by night."""
    found = {}
    for scheme in ("light", "dark"):
        await tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found[f"{state}, {scheme}"] = await axe.findings(tab.page)
    return found
