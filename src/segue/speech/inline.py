"""What stands within a line: words, emphasis and emoji."""

import re
import unicodedata
from typing import Final

from segue.profile.speech_options import Kind, Plain
from segue.speech.progress import Reading
from segue.speech.swallowing import Overlong
from segue.speech.words import read, taken_apart

UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese, which have no blanks between words."""
EMOJI: Final = "\U0001f000-\U0001fbff\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3"
WORD_LIMIT: Final = 2048
"""Characters. What is longer is no word, and is left out to its end."""
_STRUCK_LIMIT: Final = 200
_STRUCK_END: Final = re.compile("~~|\n")
_STARS: Final = re.compile(r"\*{1,64}")
_WORD: Final = re.compile(rf"(?:[^\s`<>\[\]{{}}*|~!—–…◁【{UNSPACED}{EMOJI}]|~(?!~)|!(?!\[))+")
_PASSING: Final = re.compile(rf"(?:(?!【)[—–…{UNSPACED}])+")
_EMOJI: Final = re.compile(rf"[{EMOJI}][{EMOJI}\u200d\U000e0020-\U000e007f]{{0,63}}")


def word(reading: Reading) -> bool:
    """A word up to the blank after it, which must have come. Some scripts need no blank."""
    if passing := _PASSING.match(reading.text, reading.at):
        reading.out.text(reading.take(len(passing[0])))
        return True
    found = _WORD.match(reading.text, reading.at, reading.at + WORD_LIMIT)
    if not found:
        return False
    if len(found[0]) == WORD_LIMIT:
        how = reading.how[Kind.IDENTIFIERS]
        reading.put(how, reading.take(WORD_LIMIT), "")
        reading.swallowing = Overlong() if how is not None else None
        return True
    reading.ahead(len(found[0]))
    say_word(reading, reading.take(len(found[0])))
    return True


def say_word(reading: Reading, written: str) -> None:
    """What becomes of a whole word."""
    if reading.line.marked and not written.strip("#") and reading.how[Kind.HEADINGS] is Plain.DROP:
        reading.out.gap()  # the marks that may close a heading
        return
    lead, core, trail, kind = taken_apart(written)
    if kind is not None and core.casefold() not in reading.kept and reading.how[kind] is not None:
        how = reading.how[kind]
        if how is Plain.DROP and lead[-1:] and trail[:1] and lead[-1] in "\"'“‘«" and trail[0] in "\"'”’»":
            lead, trail = lead[:-1], trail[1:]
        reading.out.text(lead)
        reading.put(how, core, read(kind, core))
        reading.out.text(trail)
    elif reading.how[Kind.EMPHASIS] is Plain.DROP and "_" in written:
        reading.out.text(lead.replace("_", "") + core + trail.replace("_", ""))
    else:
        reading.out.text(written)


def emphasis(reading: Reading) -> bool:
    """Asterisks that touch a word; those between blanks or numbers are arithmetic."""
    run = reading.run(_STARS)
    left, right = reading.before, reading.ahead(len(run))
    stays = (left.isspace() or not left) and (right.isspace() or not right)
    stays = stays or (left.isalnum() and right.isalnum() and (len(run) == 1 or (left + right).isdigit()))
    if reading.how[Kind.EMPHASIS] is not Plain.DROP or stays:
        reading.out.text(reading.take(len(run)))
    else:
        reading.take(len(run))
    return True


def struck(reading: Reading) -> bool:
    """~~Struck words~~, which are not spoken."""
    if reading.ahead(1) != "~":
        return False
    how = reading.how[Kind.EMPHASIS]
    if how is not Plain.DROP:
        reading.out.text(reading.take(2))
        return True
    found = reading.up_to(_STRUCK_END, _STRUCK_LIMIT, by=2)
    reading.take(len(found) if found and found.endswith("~~") else 2)
    reading.out.gap()
    return True


def emoji(reading: Reading) -> bool:
    """A row of emoji."""
    found = _EMOJI.match(reading.text, reading.at)
    if not found:
        return False
    if len(found[0]) < 64:
        reading.ahead(len(found[0]))
    run = reading.take(len(found[0]))
    if run.strip("\ufe0f\u20e3"):
        names = [unicodedata.name(sign, "").lower() for sign in run if unicodedata.category(sign) == "So"]
        named = ", ".join(name for name in names if not name.startswith("regional indicator"))
        reading.put(reading.how[Kind.EMOJI], run, named)
    elif reading.how[Kind.EMOJI] is None:
        reading.out.text(run)
    return True
