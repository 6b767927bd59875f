"""A voice activity detector that goes by the energy of frames: whatever is not silence is speech, a cough too."""

from livekit import rtc
from livekit.agents import vad
from livekit.agents.vad import VADEvent, VADEventType

from testbed.fakes.sound import FRAME_S, SAMPLE_RATE


class FakeVAD(vad.VAD):
    """Speech begins after `start_after_s` of it and is over after `end_after_s` of silence."""

    def __init__(self, *, start_after_s: float = 0.06, end_after_s: float = 0.3) -> None:
        super().__init__(capabilities=vad.VADCapabilities(update_interval=FRAME_S))
        self.start_after_s, self.end_after_s = start_after_s, end_after_s

    def stream(self) -> vad.VADStream:
        """A detector for one stream of frames, of 20 ms each."""
        return _Stream(self)


class _Stream(vad.VADStream):
    def __init__(self, fake: FakeVAD) -> None:
        self._fake = fake
        self._at_s = 0.0
        self._reset()
        super().__init__(fake)

    async def _main_task(self) -> None:
        async for item in self._input_ch:
            if isinstance(item, rtc.AudioFrame):
                self._take(item)
            else:
                self._reset()

    def _reset(self) -> None:
        self._speaking = False
        self._speech: list[rtc.AudioFrame] = []
        self._loud_s = self._silent_s = self._speech_s = 0.0

    def _take(self, frame: rtc.AudioFrame) -> None:
        loud, length_s = frame.data[0] != 0, frame.duration
        self._at_s += length_s
        self._loud_s = self._loud_s + length_s if loud else 0.0
        self._silent_s = 0.0 if loud else self._silent_s + length_s
        if loud or self._speaking:
            self._speech.append(frame)
            self._speech_s += length_s
        else:
            self._speech, self._speech_s = [], 0.0
        self._tell(VADEventType.INFERENCE_DONE, [frame])
        if not self._speaking and self._loud_s >= self._fake.start_after_s - 1e-6:
            self._speaking = True
            self._tell(VADEventType.START_OF_SPEECH, list(self._speech))
        elif self._speaking and self._silent_s >= self._fake.end_after_s - 1e-6:
            self._speaking = False
            self._tell(VADEventType.END_OF_SPEECH, self._speech)
            self._speech, self._speech_s = [], 0.0

    def _tell(self, kind: VADEventType, frames: list[rtc.AudioFrame]) -> None:
        self._event_ch.send_nowait(
            VADEvent(
                type=kind,
                samples_index=round(self._at_s * SAMPLE_RATE),
                timestamp=self._at_s,
                speech_duration=self._speech_s,
                silence_duration=self._silent_s,
                frames=frames,
                probability=float(frames[-1].data[0] != 0),
                speaking=self._speaking,
                raw_accumulated_silence=self._silent_s,
                raw_accumulated_speech=self._loud_s,
            )
        )
