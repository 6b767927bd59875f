"""Understanding words from values: what a recogniser does, be it an STT or a realtime model."""

from testbed.fakes.sound import Word, word_of


class Listening:
    """Takes the values of frames, one each 20 ms, and finds the words of which enough came in unbroken."""

    def __init__(self) -> None:
        self._value, self._frames = 0, 0

    def take(self, value: int) -> Word | None:
        """Hear 20 ms; the word that is understood now, at once when enough of it came."""
        self._frames = self._frames + 1 if value == self._value else 1
        self._value = value
        word = word_of(value)
        return word if word and self._frames == word.enough else None
