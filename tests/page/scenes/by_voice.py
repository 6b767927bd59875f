"""Emma, who speaks her whole call on cue, breaks into the story, and has the page photographed meanwhile."""

from dataclasses import dataclass

from testbed.browser.tab import DESK, PHONE, Shown, Tab
from tests.page.scenes.scene import (
    CONFIRM,
    ENOUGH,
    FUNNY,
    HELLO,
    HERO,
    MOOD,
    PLEASE,
    STORY,
    WAIT,
    WHAT,
    WHO,
    WISH,
    WRITE,
    YES,
    Scene,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What Emma saw and heard. Times are milliseconds on the page's clock."""

    asked: Shown
    """When the first agent had read back what she had said."""
    wished: Shown
    """When the second asked her for her wish."""
    broken_into: Shown
    """When the story had stopped for her, and"""
    ended: Shown
    """when all was over."""
    broke_in: float
    """When she began to, and"""
    sounds: list[tuple[float, float]]
    """what sounded until she had her answer."""
    widths: list[int]
    """By how many pixels the page was wider than the window, each time it was photographed."""
    complaints: list[str]


async def play(scene: Scene) -> Spoken:
    """The call."""
    tab, widths = await Tab.open(scene.browser, scene.address), list[int]()
    await tab.until("idle")
    widths += await photographed(tab, scene, "idle")
    await tab.call()
    await tab.turn(WHO)
    await tab.say(scene.said[HELLO])
    await tab.turn(CONFIRM)
    asked = await tab.look()
    await tab.say(scene.said[YES])
    await tab.turn(WHAT)
    wished = await tab.look()
    await tab.say(scene.said[WISH])
    while (asked_for := await tab.turn(WRITE, MOOD, HERO)) != WRITE:  # not understood
        await tab.say(scene.said[FUNNY if asked_for == MOOD else WISH])
    await tab.say(scene.said[PLEASE])
    await tab.reads(f"{STORY} Not far from")
    broke_in, _ = await tab.say(scene.said[WAIT])
    await tab.turn("Shall I go on")
    broken_into, sounds = await tab.look(), await tab.sounds()
    widths += await photographed(tab, scene, "live")
    await tab.say(scene.said[ENOUGH])
    await tab.until("ended", "failed")
    ended = await tab.look()
    widths += await photographed(tab, scene, "ended")
    await tab.page.context.close()
    return Spoken(asked, wished, broken_into, ended, broke_in, sounds, widths, tab.complaints)


async def photographed(tab: Tab, scene: Scene, state: str) -> list[int]:
    """Pictures at desk and phone width, light and dark; how much too wide each was."""
    widths = []
    for width, size in (("desk", DESK), ("phone", PHONE)):
        await tab.page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            await tab.page.emulate_media(color_scheme=scheme)
            await tab.page.locator("[data-role=scroller]").evaluate("(it) => it.scrollTo(0, it.scrollHeight)")
            await tab.page.screenshot(path=scene.pictures / f"page-{state}-{width}-{scheme}.png", animations="disabled")
            widths.append((await tab.look()).width)
    await tab.page.set_viewport_size(DESK)
    await tab.page.emulate_media(color_scheme="light")
    return widths
