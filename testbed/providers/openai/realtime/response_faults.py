"""What a test makes go wrong with single responses of the realtime double."""

from enum import StrEnum


class ResponseFault(StrEnum):
    """What becomes of one response."""

    IGNORED = "no event answers the request"
    SERVER_ERROR = "an error event that names no request answers it, and there is no response"
    FAILED = "response.done says failed, after response.created and nothing else"
    OUT_OF_QUOTA = "the same, with insufficient_quota"
    INCOMPLETE = "it stops half way for max_output_tokens"
    WITHOUT_AUDIO = "text content in an audio session"
    STALLED = "after the first chunk nothing more comes until it is cancelled"
    LOST = "the connection is gone after the first chunk, without a closing handshake"
    LOST_HALF_WAY = "the same, half way through"
    LOST_AFTER = "the connection is gone once the response is done"
    EXPIRED = "session_expired, and the connection is closed, instead of a response"
