"""Calls that do not come about: each for another reason, and all at once, since most of them only wait."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta

from livekit import api
from playwright.async_api import Route

from segue.page.tokens import LiveKitAccess
from testbed.browser.served import access, served
from testbed.browser.tab import Shown, Tab
from testbed.ports import HOST, free_port
from tests.page.scenes.in_vain import NOBODY
from tests.page.scenes.scene import Scene

LONG_AGO = timedelta(hours=-1)


async def play(scene: Scene) -> dict[str, Shown]:
    """What the page showed at the end of each, by its name."""
    came = await asyncio.gather(*(way(scene) for way in WAYS.values()))
    return dict(zip(WAYS, came, strict=True))


async def page_down(scene: Scene) -> Shown:
    """The page's server goes between the page and the click."""
    async with served(access(scene.server), NOBODY) as address:
        tab = await Tab.open(scene.browser, address)
        await tab.until("idle")
    return await shown(tab)


async def server_down(scene: Scene) -> Shown:
    """Nobody listens where the LiveKit server should be."""
    return await in_vain(scene, LiveKitAccess(f"ws://{HOST}:{free_port()}", "key", "s" * 32))


async def something_else(scene: Scene) -> Shown:
    """Something else listens there, and answers 404."""
    return await in_vain(scene, LiveKitAccess(scene.address.replace("http", "ws"), "key", "s" * 32))


async def keys_unknown(scene: Scene) -> Shown:
    """The page's server has other keys than the LiveKit server."""
    return await in_vain(scene, LiveKitAccess(scene.server.url, "key", "s" * 32))


async def expired(scene: Scene) -> Shown:
    """The token is from an hour ago."""
    grants = api.VideoGrants(room_join=True, room="late")
    token = api.AccessToken(scene.server.api_key, scene.server.api_secret).with_identity("late").with_ttl(LONG_AGO)
    told = {
        "server_url": scene.server.url,
        "participant_token": token.with_grants(grants).to_jwt(),
        "room_name": "late",
        "participant_identity": "late",
        "resume_secret": "late",
    }

    async def answer(route: Route) -> None:
        await route.fulfill(status=201, content_type="application/json", body=json.dumps(told))

    tab = await Tab.open(scene.browser, scene.address)
    await tab.page.route("**/api/token", answer)
    await tab.until("idle")
    return await shown(tab)


async def media_blocked(scene: Scene) -> Shown:
    """The server answers, and no sound gets through."""
    async with served(access(scene.server), NOBODY) as address:
        tab = await Tab.open(scene.browser, address, before="window.testing?.block()")
        await tab.until("idle")
        return await shown(tab)


async def in_vain(scene: Scene, access: LiveKitAccess) -> Shown:
    async with served(access) as address:
        tab = await Tab.open(scene.browser, address)
        await tab.until("idle")
        return await shown(tab)


async def shown(tab: Tab) -> Shown:
    """What comes of a click."""
    await tab.call()
    await tab.until("failed")
    shown = await tab.look()
    assert "eyJ" not in await tab.page.content(), "a token is shown"
    await tab.page.context.close()
    return shown


WAYS: dict[str, Callable[[Scene], Coroutine[None, None, Shown]]] = {
    way.__name__: way for way in (page_down, server_down, something_else, keys_unknown, expired, media_blocked)
}
