"""What only stands at the start of a line: headings, list marks, tables, rules, front matter."""

import re
from typing import Final

from segue.profile.speech_options import Kind, Plain, SaidInstead
from segue.speech.code import fence
from segue.speech.progress import BLANKS, Reading
from segue.speech.swallowing import FrontMatter, Until

_RUNS: Final = {mark: re.compile(rf"[{re.escape(mark)}]{{1,64}}") for mark in "#-*_=~+"}
_DIGITS: Final = re.compile(r"\d{0,3}")
_RULE_OF_A_TABLE: Final = re.compile(r"[|:\- \t]{0,400}")
_INFO_END: Final = re.compile("\n")
_LINE_END: Final = re.compile(r"(?=\n)")
_ENDS: Final = ("\n", "\r", "")


def block(reading: Reading) -> bool:
    """The mark at the start of a line, of which nothing but marks has been read; False where there is none."""
    first = reading.ahead()
    if first in (" ", "\t"):
        blanks = reading.take(len(reading.run(BLANKS)))
        if reading.how[Kind.LISTS] is not Plain.DROP:
            reading.out.text(blanks)
        return True
    if first in _RUNS and _rule(reading, first):
        return True
    match first:
        case "#":
            return _heading(reading)
        case "-" | "+" | "*" | "•" | ">":
            return _item(reading, first)
        case "|":
            return _row(reading)
    return first.isdigit() and _numbered(reading)


def _rule(reading: Reading, mark: str) -> bool:
    """A line of dashes and the like; the fence of code, or of front matter where nothing stands before it."""
    run = reading.run(_RUNS[mark])
    if len(run) < 3 or mark in "#+":
        return False
    if mark == "~":
        info = reading.up_to(_INFO_END, 200, by=len(run))
        return fence(reading, run, len(info or run))
    blanks = reading.run(BLANKS, by=len(run))
    if reading.ahead(len(run) + len(blanks)) not in _ENDS or reading.how[Kind.HEADINGS] is not Plain.DROP:
        return False
    front = mark == "-" and len(run) == 3 and not reading.before
    metadata = reading.how[Kind.METADATA]
    reading.take(len(run) + len(blanks))
    reading.out.gap()
    if front and metadata is not Plain.READ:
        reading.swallowing = FrontMatter(metadata)
    return True


def _heading(reading: Reading) -> bool:
    marks = len(reading.run(_RUNS["#"]))
    if marks > 6 or reading.ahead(marks) not in (" ", "\t", *_ENDS) or reading.how[Kind.HEADINGS] is not Plain.DROP:
        return False
    reading.take(marks + len(reading.run(BLANKS, by=marks)))
    reading.line.marked = True
    return True


def _item(reading: Reading, mark: str) -> bool:
    if reading.ahead(1) not in (" ", "\t", *_ENDS) or reading.how[Kind.LISTS] is not Plain.DROP:
        return False
    blanks = len(reading.run(BLANKS, by=1))
    if reading.ahead(1 + blanks) in _ENDS:
        reading.out.gap()
    reading.take(1 + blanks)
    reading.line.marked = mark != ">"
    return True


def _numbered(reading: Reading) -> bool:
    """`1. First`: the number is worth saying, but the line is a sentence of its own."""
    digits = reading.run(_DIGITS)
    if reading.how[Kind.LISTS] is Plain.DROP and reading.ahead(len(digits)) in (".", ")"):
        reading.line.marked = reading.ahead(len(digits) + 1) in (" ", "\t")
    return False


def _row(reading: Reading) -> bool:
    how = reading.how[Kind.TABLES]
    if how is None:
        return False
    ruled = reading.run(_RULE_OF_A_TABLE)
    if how is Plain.READ and ("-" not in ruled or reading.ahead(len(ruled)) not in _ENDS):
        reading.line.fresh, reading.line.row = False, True
        reading.take(1 + len(reading.run(BLANKS, by=1)))
        return True
    if isinstance(how, SaidInstead) and reading.row_above:
        reading.out.gap()
    else:
        reading.put(how, "", "")
    reading.line.fresh, reading.line.row = False, True
    reading.swallowing = Until(_LINE_END, Plain.DROP)
    return True
