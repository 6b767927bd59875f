"""What there is to hear and to read of a call, at a caller's end of it."""

import numpy as np

from segue.facts.accept import words
from segue.models.local.resampling import resampled
from segue.records import timing
from testbed.room.caller import Caller, Seen
from testbed.second_stt import transcribe


class Recording:
    """A caller's recording, to be listened to with other ears."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.agents, self.rate = timing.read(caller.recording)
        self.figures = timing.answers(self.caller, self.agents, self.rate)
        self.spoken = timing.speeches(timing.sounds(self.agents, self.rate))

    def heard(self, speech: int) -> list[str]:
        """The words of the agents' n-th speech."""
        span = self.spoken[speech]
        sound = self.agents[max(0, round((span.start_s - 0.2) * self.rate)) : round((span.end_s + 0.3) * self.rate)]
        return words(transcribe(resampled(sound, self.rate, 16_000).astype(np.float32) / np.float32(32768)))


def agents_words(caller: Caller) -> list[str]:
    """The final transcripts of the agents' side, one a speech."""
    seen = caller.seen.transcript.values()
    return [line.text.strip() for line in seen if line.who.startswith("agent-")]


def path(seen: Seen) -> str:
    """The last path that was shown."""
    return seen.attributes[-1].get("segue.path", "")
