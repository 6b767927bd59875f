"""An STT and a TTS that break in the middle of a call."""

from collections.abc import Callable
from typing import Final, TypeAlias

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, APITimeoutError, tts

from testbed.fakes import FakeSTT, FakeTTS, Raises
from testbed.fakes.sound import FRAME_S
from testbed.fakes.stt import FakeSTTStream, PaidStream
from testbed.hazards.hazard import Fault

BROKE_AFTER: Final = 3
"""Words."""

Wrong: TypeAlias = Callable[[], Fault | None]
"""What is wrong by now."""


class BreakingSTT(FakeSTT):
    """Whoever breaks it says when; a connection that is open by then takes sound as before."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__()
        self.wrong = wrong

    def opened(self, paid: PaidStream, conn_options: APIConnectOptions) -> FakeSTTStream:
        """A connection, which hears nothing from when it breaks."""
        return _Stream(self, paid, conn_options)


class _Stream(FakeSTTStream):
    def __init__(self, fake: BreakingSTT, paid: PaidStream, conn_options: APIConnectOptions) -> None:
        super().__init__(fake, paid, conn_options)
        self._wrong, self._whole = fake.wrong, fake.wrong() is None

    def _take(self, value: int) -> None:
        wrong = self._wrong()
        if wrong is Fault.DEAF or (wrong is Fault.HALF_OPEN and self._whole):
            self._paid.audio_s += FRAME_S
        else:
            super()._take(value)


class BreakingTTS(FakeTTS):
    """Stops after a few words, until its client gives up; or can't be reached."""

    def __init__(self, speaker: str, wrong: Wrong) -> None:
        super().__init__(speaker)
        self._wrong = wrong

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        """Begin a speech."""
        match self._wrong():
            case Fault.BREAKS_OFF:
                self.fault = Raises(BROKE_AFTER, conn_options.timeout, APITimeoutError("nothing more comes"))
            case Fault.VOICELESS:
                self.fault = Raises()
        return super().stream(conn_options=conn_options)
