"""How far a voice had come in its sentence when it fell silent."""

from dataclasses import dataclass


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
