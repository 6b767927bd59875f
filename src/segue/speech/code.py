"""Code, fenced or within a line."""

import re
from typing import Final

from segue.profile.speech_options import Kind, Plain
from segue.speech.inline import say_word
from segue.speech.progress import Reading
from segue.speech.swallowing import Until

LIMIT: Final = 400
"""Characters of code within a line; a row of backticks that nothing closes so soon is left out by itself."""
_BACKTICKS: Final = re.compile("`{1,64}")
_INFO_END: Final = re.compile("[`\n]")
_CLOSING: Final = re.compile("`+|\n")


def code(reading: Reading) -> bool:
    """A row of backticks: the start of fenced code, code within the line, or nothing to speak of."""
    run = reading.run(_BACKTICKS)
    if len(run) >= 3:
        info = reading.up_to(_INFO_END, LIMIT, by=len(run))
        if info is None or info.endswith("\n"):
            return fence(reading, run, len(info or run))
    closing = _closing(reading, len(run))
    how = reading.how[Kind.INLINE_CODE]
    if closing is None:
        reading.put(how if how is None else Plain.READ, run, "")
        reading.take(len(run))
        return True
    inside = reading.text[reading.at + len(run) : closing]
    written = reading.take(closing + len(run) - reading.at)
    if how is not Plain.READ:
        reading.put(how, written, "")
        return True
    reading.out.gap()
    for part in re.split(r"(\s+)", inside.strip()):
        say_word(reading, part) if part.strip() else reading.out.text(part)
    return True


def fence(reading: Reading, run: str, opening: int) -> bool:
    """Fenced code begins here; it ends at as many of its marks anywhere, for models don't always mind the line."""
    how = reading.how[Kind.CODE]
    opened = reading.take(opening)
    if how is not Plain.READ:
        reading.put(how, opened, "")
    reading.swallowing = Until(re.compile(rf"{re.escape(run[0])}{{{len(run)},{len(run) + 64}}}"), how, grows=True)
    reading.line.fresh = False
    return True


def _closing(reading: Reading, length: int) -> int | None:
    """Where as many backticks as opened it close code within the line."""
    start = reading.at + length
    for found in _CLOSING.finditer(reading.text, start, start + LIMIT):
        if found[0] == "\n":
            return None
        if found.end() < len(reading.text) or reading.final:
            if len(found[0]) == length:
                return found.start()
        else:
            reading.ahead(len(reading.text) - reading.at)
    if len(reading.text) < start + LIMIT:
        reading.ahead(len(reading.text) - reading.at)
    return None
