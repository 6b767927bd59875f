"""Calls that nobody takes, and one whose agent goes."""

from dataclasses import dataclass

from livekit import api, rtc

from testbed.browser.served import access, served
from testbed.browser.tab import Shown, Tab
from testbed.livekit_server import LiveKitServer
from tests.page.scenes.scene import Scene

NOBODY = "nobody"
"""The name of an agent that no worker here answers to."""


@dataclass(frozen=True, slots=True)
class InVain:
    """What the caller saw."""

    tried_again: Shown
    """When nobody had come, and"""
    failed: Shown
    """when nobody had come again."""
    rooms: list[str]
    """The rooms that were tried."""


async def nobody_comes(scene: Scene) -> InVain:
    """A call for an agent that is not there."""
    async with served(access(scene.server), NOBODY) as address:
        tab = await Tab.open(scene.browser, address)
        await tab.until("idle")
        await tab.call()
        await tab.until("waiting")
        first = (await tab.held())["room"]
        await tab.page.wait_for_function(
            "(first) => !(sessionStorage['segue.call'] ?? first).includes(first)", arg=first
        )
        await tab.until("waiting")
        tried_again, second = await tab.look(), (await tab.held())["room"]
        await tab.until("failed")
        failed = await tab.look()
        await tab.page.context.close()
    return InVain(tried_again, failed, [first, second])


async def the_agent_goes(scene: Scene) -> Shown:
    """An agent that answers, says nothing and is gone, as one whose process has died."""
    async with served(access(scene.server), NOBODY) as address:
        tab = await Tab.open(scene.browser, address)
        await tab.until("idle")
        await tab.call()
        await tab.until("waiting")
        agent = rtc.Room()
        await agent.connect(scene.server.url, agents_token(scene.server, (await tab.held())["room"]))
        await tab.until("live")
        await agent.disconnect()
        await tab.until("failed")
        shown = await tab.look()
        await tab.page.context.close()
    return shown


def agents_token(server: LiveKitServer, room: str) -> str:
    """To join as an agent."""
    grants = api.VideoGrants(room_join=True, room=room, agent=True)
    token = api.AccessToken(server.api_key, server.api_secret).with_identity("agent-of-the-test").with_kind("agent")
    return token.with_grants(grants).to_jwt()
