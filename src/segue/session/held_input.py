"""The caller's sound on its way into the session, which can be held back while no agent hears it."""

import asyncio

from livekit import rtc
from livekit.agents.voice import io


class HeldInput(io.AudioInput):
    """Passes the frames of `source` on; held, it leaves them there, and none is lost.

    Between two agents the library takes frames and gives them to nobody: half a second, where the next one connects to
    a realtime model first.
    """

    def __init__(self, source: io.AudioInput) -> None:
        super().__init__(label="held", source=source)
        self._flows = asyncio.Event()
        self._flows.set()

    def hold(self) -> None:
        """Pass nothing on from here."""
        self._flows.clear()

    def release(self) -> None:
        """Pass on what has come meanwhile, and then what comes."""
        self._flows.set()

    async def __anext__(self) -> rtc.AudioFrame:
        frame = await super().__anext__()
        await self._flows.wait()
        return frame
