"""What a client may ask of the token endpoint: the JSON of LiveKit's standard one, and our resume secret."""

from typing import Annotated, Any, Final

from google.protobuf.json_format import ParseDict, ParseError
from livekit import api
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LONGEST_NAME: Final = 64
Token = Annotated[str, Field(max_length=256)]


class BadRequest(Exception):
    """What is asked for can't be had; one line that repeats nothing of it."""


class TokenRequest(BaseModel):
    """Only what is honoured; a client's own metadata and attributes, and what is not known, are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    room_name: Token | None = None
    participant_identity: Token | None = None
    participant_name: Annotated[str, Field(max_length=LONGEST_NAME)] | None = None
    room_config: dict[str, Any] | None = None
    resume_secret: Token | None = None

    @classmethod
    def read(cls, body: bytes, agent_name: str) -> "TokenRequest":
        """Check the body of a request; an empty one asks for nothing in particular. Raises `BadRequest`."""
        try:
            asked = cls.model_validate_json(body if body.strip() else b"{}")
        except ValidationError as wrong:
            raise BadRequest(_what(wrong)) from None
        if not (asked.participant_name or "").isprintable():
            raise BadRequest("participant_name has characters that can't be shown")
        if any(name not in ("", agent_name) for name in _agents(asked.room_config)):
            raise BadRequest(f"room_config asks for an agent that does not answer here; ours is called {agent_name}")
        if asked.resume_secret and not (asked.room_name and asked.participant_identity):
            raise BadRequest("to come back takes room_name, participant_identity and resume_secret")
        return asked


def _agents(room_config: dict[str, Any] | None) -> list[str]:
    try:
        config = ParseDict(room_config or {}, api.RoomConfiguration(), ignore_unknown_fields=True)
    except (ParseError, RecursionError):
        raise BadRequest("room_config is none that LiveKit knows") from None
    return [agent.agent_name for agent in config.agents]


def _what(wrong: ValidationError) -> str:
    fields = sorted({str(error["loc"][0]) for error in wrong.errors() if error["loc"]})
    return f"wrong or too long: {', '.join(fields)}" if fields else "the request is not a JSON object"
