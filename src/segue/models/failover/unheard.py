"""The caller's sound that no final transcript covers yet: kept, so that it can be played to another STT."""

from collections import deque
from collections.abc import Iterator
from typing import Final

from livekit import rtc

PRE_ROLL_S: Final = 1.0
"""Kept of silence, for the beginning of a word that the VAD has not noticed yet (it takes 0.1 s)."""

LONGEST_S: Final = 60.0
"""Kept at most, from the end: 3 MB at 24 kHz. Nobody waits a minute for an answer."""

OVERLAP_S: Final = 0.5
"""Kept of speech that goes on while a transcript without times arrives: about as long as one is on its way."""

SLACK_S: Final = 0.3
"""How much earlier than the end of speech, as the VAD hears it, a transcript of all of it may arrive. Recognisers that
end an utterance after 25 ms of silence are that far ahead; nobody says anything in less."""

SHORTEST_S: Final = 0.2
"""Speech shorter than this is no word: "yes" takes 0.3 s."""


class Unheard:
    """A call's sound by its own clock, of which it keeps what is still to be understood.

    All times are seconds of sound since the beginning. `speaking` is what the VAD says; `owed` is whether the caller
    has said something that no final transcript has covered; `over` is whether there will be no more sound.
    """

    def __init__(self) -> None:
        self.now_s = 0.0
        self.speaking = False
        self.owed = False
        self.over = False
        self.owed_s = 0.0
        """How long the caller has spoken for what is owed."""
        self._started_s = self._ended_s = 0.0
        self._covered_s = -1.0
        self._kept: deque[tuple[float, rtc.AudioFrame]] = deque()

    @property
    def quiet(self) -> bool:
        """Whether nobody speaks and nothing is owed."""
        return not self.speaking and not self.owed

    @property
    def lost(self) -> bool:
        """Whether what is owed was so long ago that its sound is kept no more."""
        return self.owed and not self.speaking and self.begins_s >= self._ended_s

    @property
    def begins_s(self) -> float:
        """Where the kept sound begins."""
        return self._kept[0][0] if self._kept else self.now_s

    def __iter__(self) -> Iterator[rtc.AudioFrame]:
        return iter([frame for _, frame in self._kept])

    def push(self, frame: rtc.AudioFrame) -> None:
        """The next of the call's sound."""
        self._kept.append((self.now_s, frame))
        self.now_s += frame.duration
        # What has been understood is not to be heard again.
        self._forget(max(self._covered_s, self.now_s - PRE_ROLL_S) if self.quiet else self.now_s - LONGEST_S)

    def started(self) -> None:
        """The caller speaks."""
        self.speaking, self._started_s = True, self.now_s

    def ended(self, spoken_s: float, silence_s: float) -> None:
        """The caller has paused, `silence_s` ago and after `spoken_s` of speech."""
        self.speaking = False
        self._ended_s = max(self._started_s, self.now_s - silence_s - SLACK_S)
        if self._covered_s < self._ended_s and (self.owed or spoken_s >= SHORTEST_S):
            self.owed, self.owed_s = True, self.owed_s + spoken_s
        if not self.owed:
            self._forget(self._covered_s)

    def end(self) -> None:
        """There will be no more sound; what is being said ends here."""
        if self.speaking:
            self.owed, self.owed_s = True, self.owed_s + self.now_s - self._started_s
        self.speaking, self.over = False, True

    def covered(self, until_s: float | None) -> None:
        """A final transcript has come; `until_s` is how far it reaches, where it says so."""
        # Times that do not grow are of a clip or a connection, not of the call.
        told = until_s if until_s is not None and self._covered_s < until_s <= self.now_s else None
        self._covered_s = self.now_s if told is None else told
        if self._covered_s >= self._ended_s:
            self.owed, self.owed_s = False, 0.0
        if self.quiet:
            self.forget()
        else:
            self._forget(self.now_s - OVERLAP_S if told is None else told)

    def forget(self) -> None:
        """Nothing is owed for what has been said until now."""
        self.owed, self.owed_s = False, 0.0
        self._forget(self.now_s - (LONGEST_S if self.speaking else 0.0))

    def _forget(self, before_s: float) -> None:
        while self._kept and self._kept[0][0] + self._kept[0][1].duration <= before_s:
            self._kept.popleft()
