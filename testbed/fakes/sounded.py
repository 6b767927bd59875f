"""What truly sounded, and what a listener understood of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from testbed.fakes.sound import FRAME_S, Word, word_of


@dataclass(slots=True)
class Sounded:
    """A stretch of sound without a break: (part of) one word, or None for what is no word."""

    word: Word | None
    start_s: float
    end_s: float

    @property
    def text(self) -> str:
        """The word."""
        return self.word.text if self.word else ""

    @property
    def speaker(self) -> str:
        """Whose voice it is."""
        return self.word.speaker if self.word else ""


def words(log: Sequence[Sounded], since_s: float = 0.0) -> list[Word]:
    """The words that sounded for the most part, in one piece or with a pause in it, from a second on."""
    frames: Counter[int] = Counter()
    for each in log:
        if each.word and each.start_s >= since_s - 1e-6:
            frames[each.word.value] += round((each.end_s - each.start_s) / FRAME_S)
    return understood(frames)


def understood(frames: Mapping[int, int]) -> list[Word]:
    """The words of values, of each of which so many frames sounded."""
    sounded = [(word, number) for value, number in frames.items() if (word := word_of(value))]
    return [word for word, number in sounded if number >= word.enough]


def silences(
    log: Sequence[Sounded], since_s: float, until_s: float, longer_than_s: float = 0.0
) -> list[tuple[float, float]]:
    """From when until when nothing sounded."""
    later = [each for each in log if each.end_s > since_s]
    starts = [since_s, *(each.end_s for each in later)]
    ends = [*(each.start_s for each in later), until_s]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if end - start > max(longer_than_s, 1e-6)]
