"""What goes in the middle of a call: the browser, and the LiveKit server."""

import os
import signal
from dataclasses import dataclass

from playwright.async_api import Browser

from testbed.browser import chromium
from testbed.browser.served import access, served
from testbed.browser.tab import Shown, Tab
from testbed.livekit_server import LiveKitServer
from testbed.room.entry import agent_in
from tests.page.scenes.brief import CONFIRM, WHO
from tests.page.scenes.in_vain import NOBODY, answered
from tests.page.scenes.scene import Scene


@dataclass(frozen=True, slots=True)
class Killed:
    """A call whose browser was killed."""

    call: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A call whose server was killed."""

    broken: Shown
    """As soon as the page had noticed,"""
    lost: Shown
    """when it had given up, and"""
    again: Shown
    """when the button had been tried."""


async def browser_killed(scene: Scene) -> Killed:
    """A browser of its own, killed while the caller is being answered."""
    async with chromium.running(scene.binary) as browser:
        tab = await Tab.open(browser, scene.brief)
        await tab.until("idle")
        await tab.call()
        await tab.reads(WHO)
        await tab.type("I am Grace, and I come from Turin.")
        await tab.reads(CONFIRM)
        room = (await tab.held())["room"]
        call = await agent_in(scene.server, room)
        for pid in await processes(browser):
            os.kill(pid, signal.SIGKILL)
        await scene.gone(room)
    return Killed(call.removeprefix("agent-"))


async def server_killed(scene: Scene) -> Cut:
    """A server of its own, and an agent that says nothing."""
    with LiveKitServer(scene.livekit) as server:
        async with served(access(server), NOBODY) as address:
            tab = await Tab.open(scene.browser, address)
            await tab.until("idle")
            await tab.call()
            await tab.until("waiting")
            async with answered(server, (await tab.held())["room"]):
                await tab.until("live")
                os.kill(server.pid, signal.SIGKILL)
                return await cut(tab)


async def cut(tab: Tab) -> Cut:
    """What is seen from there on."""
    await tab.until("away")
    broken = await tab.look()
    await tab.until("failed")
    lost = await tab.look()
    await tab.click("retry")
    another = "(first) => testing.look().state === 'failed' && testing.look().failure !== first"
    await tab.sees(another, lost.failure)
    again = await tab.look()
    await tab.page.context.close()
    return Cut(broken, lost, again)


async def processes(browser: Browser) -> list[int]:
    """The numbers of all that a browser consists of."""
    asked = await browser.new_browser_cdp_session()
    told = await asked.send("SystemInfo.getProcessInfo")
    return [each["id"] for each in told["processInfo"]]
