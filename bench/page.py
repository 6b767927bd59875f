"""What one who calls through the page waits for: python -m bench.page [calls]

A livekit-server, the worker as a user starts it, the page and a headless Chromium, all on this machine. Times are
taken in the page, of the sound that it received.
"""

import asyncio
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.async_api import Browser

from bench.room import told
from commands.serve.loopback import HOW_TO_GET_ONE, find
from segue.caller.calling import Prepared
from testbed.browser import chromium
from testbed.browser.served import access, fetch_client, served
from testbed.browser.tab import Tab
from testbed.livekit_server import LiveKitServer
from testbed.room.caller import lines
from testbed.room.worker import rehearsal_environment, working

WAIT = "Wait, wait a moment please."
TYPED = {
    "where are you from?": "I am Emma, and I come from Boston.",
    "Did I get that right?": "Yes, that's right.",
    "funny, gentle or spooky?": "Tell me a story about a lighthouse keeper, something funny.",
    "Shall I write that down?": "Yes, please.",
}
"""What the transcript has when it is the caller's turn, to what they type."""
STORY = "Not far from"


async def call(browser: Browser, address: str, wait: Prepared, figures: dict[str, list[float]]) -> None:
    """One call, broken into and then loaded anew."""
    tab = await Tab.open(browser, address)
    await tab.until("idle")
    clicked: float = await tab.page.evaluate("document.querySelector('[data-role=call]').click() ?? performance.now()")
    await tab.hears()
    figures["click to first sound"].append((await tab.sounds())[0][0] - clicked)
    for cue, line in TYPED.items():
        await tab.reads(cue)
        await tab.type(line)
    await tab.reads(STORY)
    began, _ = await tab.say(wait)
    figures["interruption until it is silent in the page"].append(await talked_on(tab, began))
    await tab.turn("Shall I go on")
    await tab.page.reload()
    await tab.until("live")
    figures["reload until the call goes on"].append(await tab.page.evaluate("performance.now()"))
    await tab.hears()
    figures["reload until somebody speaks"].append((await tab.sounds())[0][0])
    await tab.click("hang-up")
    await tab.until("ended")
    await tab.page.context.close()


async def talked_on(tab: Tab, began: float) -> float:
    """For how long after `began` the sound went on that one broke into."""
    return next((end - began for start, end in await tab.sounds() if start < began < end), 0.0)


async def main(calls: int) -> int:
    binary, browser = find(), chromium.find()
    if binary is None or browser is None:
        print(HOW_TO_GET_ONE if binary is None else chromium.HOW_TO_GET_ONE, file=sys.stderr)
        return 1
    await fetch_client()
    [wait] = lines(WAIT)
    figures = defaultdict[str, list[float]](list)
    with tempfile.TemporaryDirectory() as made, LiveKitServer(binary) as server:
        async with (
            working(rehearsal_environment(server, Path(made) / "book")),
            served(access(server)) as address,
            chromium.running(browser) as tabs,
        ):
            for _ in range(calls):
                await call(tabs, address, wait, figures)
    for name, found in figures.items():
        print(f"{name}: {told(each / 1000 for each in found)}")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)))
