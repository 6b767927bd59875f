"""The caller's coming and going in a room, told to the call; the rules say what comes of it."""

import asyncio
import logging
from typing import Final

import aiohttp
from livekit import api, rtc

from segue.call.call import Call
from segue.call.events import CallerAway, CallerBack, HungUp

logger = logging.getLogger("segue.presence")

FAREWELL: Final = "segue.hang_up"
"""The method that a caller's client calls on the agent's participant when its caller hangs up."""
RESUMES: Final = "segue.resumes"
"""The attribute that a caller has, set to "true" by whoever made their token, who may come back to the same call."""


TOLD_WITHIN_S: Final = 3.0
"""How late livekit-server may tell of someone who has left without having published anything; of others at once."""
LOOKS_EVERY_S: Final = 0.25


class Presence:
    """Watches for one caller, from before the session begins."""

    def __init__(
        self, room: rtc.Room, caller: rtc.RemoteParticipant | None, call: Call, server: api.LiveKitAPI | None
    ) -> None:
        self._room = room
        self._server = server
        self._looking: asyncio.Task[None] | None = None
        self._identity = caller.identity if caller else None
        self._resumes = caller is not None and caller.attributes.get(RESUMES) == "true"
        self._call = call

    def begin(self) -> None:
        """Watch from now on; what has happened since the caller was first seen is told at once."""
        self._room.on("participant_disconnected", self._on_left)
        self._room.on("participant_connected", self._on_joined)
        self._room.on("connection_quality_changed", self._on_quality)
        self._room.on("disconnected", self._on_room_gone)
        if not self._room.isconnected():
            self._on_room_gone(None)
            return
        self._room.local_participant.register_rpc_method(FAREWELL, self._on_farewell)
        if self._identity is None or self._server is None:
            return
        if self._identity not in self._room.remote_participants:
            self._away()
        else:
            self._looking = asyncio.get_running_loop().create_task(self._look(self._identity, self._server))

    async def _look(self, identity: str, server: api.LiveKitAPI) -> None:
        """See for oneself whether a caller who has published nothing yet is still there."""
        asked = api.RoomParticipantIdentity(room=self._room.name, identity=identity)
        for _ in range(round(TOLD_WITHIN_S / LOOKS_EVERY_S)):
            await asyncio.sleep(LOOKS_EVERY_S)
            caller = self._room.remote_participants.get(identity)
            if caller is None or caller.track_publications or self._call.state.ending:
                return
            try:
                async with asyncio.timeout(TOLD_WITHIN_S):
                    await server.room.get_participant(asked)
            except api.ServerError as error:
                if error.code == api.ServerErrorCode.NOT_FOUND:
                    self._away()
                return
            except (TimeoutError, aiohttp.ClientError):
                return  # the room itself will tell

    async def _on_farewell(self, asked: rtc.RpcInvocationData) -> str:
        if asked.caller_identity == self._identity:
            self._call.record(HungUp(at_s=self._call.now()))
        return "ok"

    def _on_left(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._identity:
            self._away()

    def _on_joined(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._identity:
            self._back()

    def _on_quality(self, participant: rtc.Participant, quality: rtc.ConnectionQuality) -> None:
        """Of a browser that was killed the server tells nothing else for half a minute."""
        if participant.identity != self._identity or not self._resumes:
            return
        if quality == rtc.ConnectionQuality.QUALITY_LOST:
            self._away()
        else:
            self._back()

    def _on_room_gone(self, reason: object) -> None:
        """There is no room any more, or none for the agents."""
        self._call.record(HungUp(at_s=self._call.now()))

    def _away(self) -> None:
        self._call.record(CallerAway(at_s=self._call.now(), resumes=self._resumes))

    def _back(self) -> None:
        if self._call.state.away_at_s is not None:
            self._call.record(CallerBack(at_s=self._call.now()))
