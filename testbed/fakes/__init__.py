"""A spoken call's models and its two ends, without sound: what is lost of the caller's frames is lost of their words.

They need livekit-agents alone and go by the loop's clock, be that an ordinary loop's or `testbed.virtual_time`'s.
"""

from testbed.fakes.caller import Caller, Utterance
from testbed.fakes.earpiece import Earpiece
from testbed.fakes.realtime import FakeRealtimeModel
from testbed.fakes.realtime_session import FakeRealtimeSession
from testbed.fakes.sounded import Sounded
from testbed.fakes.stt import FakeSTT
from testbed.fakes.tts import Drags, FakeTTS, Raises, Stalls
from testbed.fakes.turns import FakeTurns, attach
from testbed.fakes.vad import FakeVAD

__all__ = [
    "Caller",
    "Drags",
    "Earpiece",
    "FakeRealtimeModel",
    "FakeRealtimeSession",
    "FakeSTT",
    "FakeTTS",
    "FakeTurns",
    "FakeVAD",
    "Raises",
    "Sounded",
    "Stalls",
    "Utterance",
    "attach",
]
