"""What a realtime model's server hears: when the caller begins, when they are done, and which words there were."""

from livekit import rtc

from testbed.fakes.listening import Listening
from testbed.fakes.sound import FRAME_S, Word, values

BEGINS_AFTER_S = 0.06


class Hearing:
    """Takes frames. Speech begins with energy, a cough's too, and is over after `pause_s` of silence."""

    def __init__(self, *, pause_s: float) -> None:
        self.words: list[Word] = []
        """Understood, and not yet taken."""
        self._pause_s = pause_s
        self._listening = Listening()
        self._speaking = False
        self._loud_s = self._silent_s = 0.0

    def take(self, frame: rtc.AudioFrame) -> tuple[bool, bool]:
        """Hear a frame; whether speech has begun with it, and whether it is over."""
        began = ended = False
        for value in values(frame.data):
            self._loud_s = self._loud_s + FRAME_S if value else 0.0
            self._silent_s = 0.0 if value else self._silent_s + FRAME_S
            if word := self._listening.take(value):
                self.words.append(word)
            if not self._speaking and self._loud_s >= BEGINS_AFTER_S - 1e-6:
                self._speaking = began = True
            elif self._speaking and self._silent_s >= self._pause_s - 1e-6:
                self._speaking, ended = False, True
        return began, ended
