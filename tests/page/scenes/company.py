"""A caller with a guest in the room, and then with a second tab."""

from dataclasses import dataclass

from testbed.browser.tab import LONG_MS, Shown, Tab
from testbed.room.entry import token
from testbed.room.guest import Guest
from testbed.room.seen import Seen
from tests.page.scenes.brief import CONFIRM, WHAT, WHO
from tests.page.scenes.scene import Scene

CHAT = "Nobody has asked me, but I am here too."


@dataclass(frozen=True, slots=True)
class InCompany:
    """What was seen."""

    with_guest: Shown
    """When the guest had written something."""
    guest: Seen
    first: Shown
    """The first tab, once the second had taken over, and"""
    second: Shown
    """the second, once it had."""
    went_on: Shown
    """The second, when it had been answered."""
    complaints: list[str]


async def play(scene: Scene) -> InCompany:
    """The call."""
    tab = await scene.calls()
    await tab.reads(WHO)
    eve = Guest("eve")
    await eve.join(scene.server, token(scene.server, (await tab.held())["room"], "eve"))
    await eve.agent.wait()
    await eve.room.local_participant.send_text(CHAT, topic="lk.chat")
    await tab.reads(CHAT)
    await tab.type("I am Grace, and I come from Turin.")
    await tab.reads(CONFIRM)
    with_guest = await tab.look()
    await eve.sees(eve.agent_identity, CONFIRM)
    await eve.leave()
    second = await duplicate(tab)
    await second.until("live")
    await tab.until("failed")
    first = await tab.look()
    await second.reads(CONFIRM)
    took_over = await second.look()
    await second.type("Yes, that's right.")
    await second.reads(WHAT)
    went_on = await second.look()
    await second.click("hang-up")
    await second.until("ended")
    await tab.page.context.close()
    return InCompany(with_guest, eve.seen, first, took_over, went_on, tab.complaints + second.complaints)


async def duplicate(tab: Tab) -> Tab:
    """The same page in a second tab, as the browser's menu makes it: with a copy of the session storage."""
    async with tab.page.expect_popup() as opening:
        await tab.page.evaluate("void window.open(location.href)")
    page = await opening.value
    page.set_default_timeout(LONG_MS)
    second = Tab(page)
    second.watch()
    return second
