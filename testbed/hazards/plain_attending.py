"""What livekit-agents' own examples add for a caller who is silent, and for a part that fails for good."""

import asyncio
import contextlib
from typing import Final

from livekit.agents import AgentSession, ErrorEvent, UserStateChangedEvent

from testbed.hazards.lines import SAY
from testbed.hazards.plain_tools import Visit
from testbed.rendered import Rendered

ARE_YOU_THERE: Final = "Are you still there?"
TROUBLE: Final = "I am sorry, I am having trouble connecting right now."
TIMES: Final = 3
AGAIN_S: Final = 10.0


class Attending:
    """Asks whoever is away three times, then closes; plays a recording where no model is left to be tried."""

    def __init__(self, session: AgentSession[Visit]) -> None:
        self._session = session
        self._asking: asyncio.Task[None] | None = None
        session.on("user_state_changed", self._on_state)
        session.on("error", self._on_error)

    def _on_state(self, event: UserStateChangedEvent) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = asyncio.create_task(self._ask()) if event.new_state == "away" else None

    async def _ask(self) -> None:
        for _ in range(TIMES):
            await self._session.generate_reply(instructions=f"{SAY}{ARE_YOU_THERE}")
            await asyncio.sleep(AGAIN_S)
        self._session.userdata.ended_as = "silence"
        self._session.shutdown()

    def _on_error(self, event: ErrorEvent) -> None:
        if getattr(event.error, "recoverable", True):  # it is tried again
            return
        line = Rendered(TROUBLE)
        with contextlib.suppress(RuntimeError):  # it closes by now
            self._session.say(TROUBLE, audio=line.frames(""), allow_interruptions=False)
