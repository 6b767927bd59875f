"""An evening of calls through the page: who calls, on one worker and one LiveKit server, and what became of each.

They are played once, a few at a time, since a call lasts as long as a call lasts. What a call saw is kept; the tests
are about that.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from testbed.browser import chromium
from testbed.browser.served import access, served
from testbed.livekit_server import LiveKitServer
from testbed.room.caller import lines
from testbed.room.worker import rehearsal_environment, working
from tests.page.scenes import brief, by_voice, coming_back, company, dead_ends, going, in_vain, microphones, typed
from tests.page.scenes.scene import LINES, Scene

T = TypeVar("T")
Call = Callable[[Scene], Awaitable[object]]

CALLS_AT_ONCE = 3
"""With their browser they leave two cores room to listen."""
WAITS_AT_ONCE = 2
LONG_S = 240.0
"""For one call."""
CALLS: dict[str, Call] = {
    "emma": by_voice.play,
    "grace": typed.play,
    "chromium's own microphone": microphones.own,
    "muted": microphones.muted,
    "reloaded": lambda scene: coming_back.play(scene, 0.2),
    "away for a second": lambda scene: coming_back.play(scene, 1.0),
    "away for five": lambda scene: coming_back.play(scene, 5.0),
    "in company": company.play,
    "browser killed": going.browser_killed,
    "microphone denied": microphones.denied,
    "no microphone": microphones.missing,
    "insecure": microphones.insecure,
}
"""The long ones first."""
WAITS: dict[str, Call] = {
    "server killed": going.server_killed,
    "nobody comes": in_vain.nobody_comes,
    **dead_ends.WAYS,
    "the agent goes": in_vain.the_agent_goes,
}
"""What has no agent of ours in it, and costs little but patience."""


@dataclass(frozen=True, slots=True)
class Evening:
    """What became of each call, by its name: what it saw, or how it failed."""

    pictures: Path
    log: str
    """The worker's."""
    calls: Path
    """The folder of the worker's records."""
    became: dict[str, object] = field(default_factory=dict)

    def of(self, name: str, kind: type[T]) -> T:
        """What a call saw. Its failure leaves the tests of others alone."""
        came = self.became[name]
        if isinstance(came, BaseException):
            raise came
        assert isinstance(came, kind)
        return came


async def play(binary: Path, browser: Path, folder: Path) -> Evening:
    """All the calls; `folder` gets what is kept of them, SEGUE_TESTS_PICTURES the pictures where it names another."""
    said = dict(zip(LINES, await asyncio.to_thread(lines, *LINES), strict=True))
    pictures = Path(os.environ.get("SEGUE_TESTS_PICTURES", folder / "pictures"))
    profiles = brief.written(folder / "profiles")
    env = {
        "SEGUE_MAX_CALLS": "12",
        "SEGUE_PROFILES_DIR": str(profiles),
        "SEGUE_RECORD": "on",
        "SEGUE_CALLS_DIR": str(folder / "calls"),
    }
    with LiveKitServer(binary) as server:
        async with (
            working(rehearsal_environment(server, folder / "book", **env)) as worker,
            served(access(server)) as address,
            served(access(server), profile=profiles / brief.NAME) as brief_address,
            chromium.running(browser) as tabs,
        ):
            scene = Scene(binary, server, address, brief_address, tabs, browser, said, folder, pictures)
            came = await asyncio.gather(a_few(CALLS, scene, CALLS_AT_ONCE), a_few(WAITS, scene, WAITS_AT_ONCE))
        return Evening(pictures, worker.log, folder / "calls", came[0] | came[1])


async def a_few(calls: Mapping[str, Call], scene: Scene, at_once: int) -> dict[str, object]:
    """Play them, so many at once; what became of each."""
    turns = asyncio.Semaphore(at_once)

    async def one(call: Call) -> object:
        async with turns, asyncio.timeout(LONG_S):
            return await call(scene)

    came = await asyncio.gather(*map(one, calls.values()), return_exceptions=True)
    return dict(zip(calls, came, strict=True))
