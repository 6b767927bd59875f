"""What the caller heard, word for word and by the earpiece's clock, told apart: answers, lines, fillers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from segue.profile.limits import FixedLines
from testbed.fakes import Sounded
from testbed.fakes.sound import FRAME_S
from tests.sweeps.silence.answers import OVER

ANSWER: Final = "answer"
FILLER: Final = "fillers"
NOISE: Final = "noise"
BLAMES: Final = ("are_you_there", "silent_goodbye")
"""The lines for a caller who is silent."""
HONEST: Final = ("still_here", "missed_that", "say_again", "offer", "apology", "handed_back")
ASKS_AGAIN: Final = ("missed_that", "say_again", "offer", "handed_back", *BLAMES[:1])
"""After these it is the caller's turn."""
DUE: Final = ("are_you_there", "time_up", "spent")
"""Lines that are themselves what the caller is owed."""
ENOUGH: Final = 0.6
ENOUGH_WORDS: Final = 3
"""So many tell which line it is."""
PAUSE_S: Final = 0.1
"""A longer one within a word is told as a silence."""


@dataclass(slots=True)
class Stretch:
    """A line, or one word of an answer."""

    kind: str
    text: str
    start_s: float
    end_s: float
    whole: bool = True

    @property
    def ends_answer(self) -> bool:
        """Whether it is an answer's last word."""
        return self.kind == ANSWER and self.text == OVER


Lines = dict[str, list[list[str]]]


def lines_of(lines: FixedLines) -> Lines:
    """The words of each of a profile's lines."""
    told = {name: value if isinstance(value, list) else [value] for name, value in lines.model_dump().items()}
    return {name: [text.split() for text in texts] for name, texts in told.items()}


def stretches(words: Sequence[Sounded], lines: Lines) -> Iterator[Stretch]:
    """What sounded; first what is no word, then the rest in order.

    A line counts as one from its third word, or whole if it has fewer.
    """
    yield from (Stretch(NOISE, "", each.start_s, each.end_s) for each in words if not each.word)
    words, at = [each for each in words if each.word], 0
    while at < len(words):
        texts = [word.text for word in words[at:]]
        every = ((name, line, *_alike(texts, line, lines)) for name, texts_of in lines.items() for line in texts_of)
        name, line, said, length = max(every, key=lambda found: found[2], default=("", [], 0, 0))
        if said and said >= min(ENOUGH_WORDS, len(line)):
            whole = said == len(line)
            yield Stretch(name, " ".join(texts[:length]), words[at].start_s, words[at + length - 1].end_s, whole)
        else:
            length = 1
            yield Stretch(ANSWER, texts[0], words[at].start_s, words[at].end_s, _whole(words[at]))
        at += length


def joined(log: Sequence[Sounded]) -> list[Sounded]:
    """The pieces of each word as one."""
    found: list[Sounded] = []
    for piece in log:
        if found and piece.word and found[-1].word is piece.word and piece.start_s - found[-1].end_s < PAUSE_S:
            found[-1].end_s = piece.end_s
        else:
            found.append(Sounded(piece.word, piece.start_s, piece.end_s))
    return found


def _alike(texts: Sequence[str], line: Sequence[str], lines: Lines) -> tuple[int, int]:
    """How many words of `line` are at the beginning, in how many words.

    Where another voice went on with it, the word that was cut may have come twice; unless another line begins there.
    """
    said = length = 0
    for at, text in enumerate(texts):
        if said < len(line) and text == line[said]:
            said += 1
        elif not said or said == len(line) or text != line[said - 1] or _begins(texts[at:], lines):
            break
        length += 1
    return said, length


def _begins(texts: Sequence[str], lines: Lines) -> bool:
    return any([*texts[:ENOUGH_WORDS]] == line[:ENOUGH_WORDS] for every in lines.values() for line in every)


def _whole(word: Sounded) -> bool:
    return word.word is not None and (word.end_s - word.start_s) / FRAME_S >= word.word.frames * ENOUGH
