"""What a caller's browser is admitted by: a token for one room and one identity, and a secret to come back with."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from livekit import api

VALID_FOR: Final = timedelta(minutes=10)
"""How long one may take to join, or to join again; who is in the room stays."""
WAIT_S: Final = 15
"""How long the agents wait for a caller who may come back, and have not said goodbye."""
ROOM_WAITS_S: Final = 20
"""How long the server keeps a room without a caller; longer than the agents wait, who close it themselves."""
RESUMES: Final = {"segue.resumes": "true"}
"""Tells the agents that this caller may come back."""


@dataclass(frozen=True, slots=True)
class LiveKitAccess:
    """Where a LiveKit server is, and the keys to it."""

    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def client_url(self) -> str:
        """The address as clients want it, `ws://` or `wss://`."""
        return self.url.replace("http", "ws", 1) if self.url.startswith("http") else self.url


@dataclass(frozen=True, slots=True)
class RoomPlace:
    """A room and who one is in it; made up for each call."""

    room: str
    identity: str

    @classmethod
    def fresh(cls) -> "RoomPlace":
        """One that nobody has been in, and nobody can guess."""
        return cls(f"call-{secrets.token_hex(8)}", f"caller-{secrets.token_hex(8)}")


def resume_secret(access: LiveKitAccess, place: RoomPlace) -> str:
    """What only the caller of this room and identity was given."""
    said = "\0".join(("segue.resume", place.room, place.identity)).encode()
    return hmac.new(access.secret.encode(), said, hashlib.sha256).hexdigest()


def knows_secret(access: LiveKitAccess, place: RoomPlace, given: str) -> bool:
    """Whether that is what was given; how long this takes does not tell how much of it is right."""
    return hmac.compare_digest(resume_secret(access, place).encode(), given.encode())


def admit(access: LiveKitAccess, place: RoomPlace, name: str, *, agent_name: str, profile: str) -> str:
    """A token for a call that begins: its room is made when it is first used, and our agents are sent for."""
    metadata = json.dumps({"profile": profile, "caller": place.identity, "wait_s": WAIT_S})
    agents = [api.RoomAgentDispatch(agent_name=agent_name, metadata=metadata)]
    made = api.RoomConfiguration(agents=agents, departure_timeout=ROOM_WAITS_S)
    return _token(access, place, name).with_room_config(made).to_jwt()


def admit_again(access: LiveKitAccess, place: RoomPlace, name: str) -> str:
    """A token for a call that is under way."""
    return _token(access, place, name).to_jwt()


def _token(access: LiveKitAccess, place: RoomPlace, name: str) -> api.AccessToken:
    grants = api.VideoGrants(
        room_join=True,
        room=place.room,
        can_publish=True,
        can_publish_sources=["microphone"],
        can_subscribe=True,
        can_publish_data=True,
        can_update_own_metadata=False,
    )
    token = api.AccessToken(access.key, access.secret).with_identity(place.identity).with_name(name)
    return token.with_ttl(VALID_FOR).with_grants(grants).with_attributes({**RESUMES})
