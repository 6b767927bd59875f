"""A realtime session's settings: the provider's defaults, and what session.update makes of them."""

import time
from collections.abc import Mapping
from typing import Any

from testbed.providers.openai.errors import OpenAIRefusal
from testbed.providers.openai.realtime.schema import Wire

LASTS_S = 3600
"""The provider ends a session after an hour."""


class SessionSettings:
    """As session.created and session.updated show them."""

    def __init__(self, session_id: str, model: str) -> None:
        pcm = {"type": "audio/pcm", "rate": 24000}
        vad = {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500}
        heard = {"format": pcm, "transcription": None, "noise_reduction": None}
        self.wire: Wire = {
            "type": "realtime",
            "object": "realtime.session",
            "id": session_id,
            "model": model,
            "output_modalities": ["audio"],
            "instructions": "",
            "tools": [],
            "tool_choice": "auto",
            "max_output_tokens": "inf",
            "tracing": None,
            "truncation": "auto",
            "expires_at": int(time.time()) + LASTS_S,
            "audio": {
                "input": {**heard, "turn_detection": {**vad, "create_response": True, "interrupt_response": True}},
                "output": {"format": pcm, "voice": "alloy", "speed": 1.0},
            },
        }

    @property
    def turn_detection(self) -> Mapping[str, Any] | None:
        """None: the client says when a turn is over."""
        found: Mapping[str, Any] | None = self.wire["audio"]["input"]["turn_detection"]
        return found

    @property
    def transcription(self) -> Mapping[str, Any] | None:
        """None: the client isn't told what its caller said."""
        found: Mapping[str, Any] | None = self.wire["audio"]["input"]["transcription"]
        return found

    @property
    def voice(self) -> str:
        return str(self.wire["audio"]["output"]["voice"])

    def update(self, changes: Wire, *, spoken: bool) -> None:
        """Take over what is given; what is not given stays. `spoken`: whether the model has used its voice."""
        voice = ((changes.get("audio") or {}).get("output") or {}).get("voice", self.voice)
        if spoken and voice != self.voice:
            said = "Cannot update a conversation's voice if assistant audio is present."
            raise OpenAIRefusal(said, "cannot_update_voice")
        self.wire = _merged(self.wire, changes)


def _merged(old: Wire, new: Wire) -> Wire:
    """Objects are merged, except those that say what they are by a `type` that changes."""
    whole = dict(old)
    for name, value in new.items():
        before = old.get(name)
        if isinstance(before, dict) and isinstance(value, dict) and before.get("type") == value.get("type"):
            value = _merged(before, value)
        whole[name] = value
    return whole
