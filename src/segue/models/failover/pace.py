"""How far a voice has come in its sentence, and how far whoever hears it."""

from dataclasses import dataclass
from typing import Final

FASTEST: Final = 40.0
"""Letters and digits a second: over three times English at 150 words a minute, with five letters each."""


@dataclass(slots=True)
class Pace:
    """One voice's speed, learned from the sentences it has finished. Until then 15 characters a second, which is
    English read aloud at 150 words a minute, and counts as two seconds heard."""

    characters: float = 30.0
    seconds: float = 2.0

    def finished(self, text: str, took_s: float) -> None:
        """Learn from a whole sentence."""
        self.characters += len(text)
        self.seconds += took_s

    def unspoken(self, text: str, spoken_s: float) -> str:
        """What is left of `text` after `spoken_s` seconds of it, beginning with the word that was cut.

        An estimate: a word may come twice or, of an uneven sentence, be missing. No text is left only where all of it
        should long have been heard.
        """
        heard = int(spoken_s * self.characters / self.seconds)
        if heard >= len(text):
            return ""
        return text[text.rfind(" ", 0, heard + 1) + 1 :] if spoken_s else text


def too_short(text: str, spoken_s: float) -> bool:
    """Whether that can't have been all of `text`, though whoever spoke it ended as if it were."""
    return spoken_s * FASTEST < sum(map(str.isalnum, text))


@dataclass(slots=True)
class Playing:
    """When what has been made of a reply is heard to its end, if nobody breaks in; seconds of one clock."""

    until_s: float = 0.0
    _begun_s: float | None = None
    _sound_s: float = 0.0

    def next_sentence(self) -> None:
        """It begins with its first sound, or after that of the sentence before it."""
        self._begun_s, self._sound_s = None, 0.0

    def pushed(self, seconds: float, now_s: float) -> float:
        """So much more of the sentence; when all of it would be over without a gap."""
        if self._begun_s is None:
            self._begun_s = max(now_s, self.until_s)
        self._sound_s += seconds
        self.until_s = self._begun_s + self._sound_s
        return self.until_s
