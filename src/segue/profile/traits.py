"""What a tool is for, as far as anybody but itself has to know: a closed set that tools declare and profiles go by."""

from enum import StrEnum
from typing import Final


class Trait(StrEnum):
    """One thing that a tool is for, and what it is given and answers because of it."""

    KEEPS_FACTS = "keeps facts"
    """Is given facts by their names, and in `declined` the names of those the caller would rather not give. Answers
    with a JSON object: `noted` (as stored), `declined`, and `puzzles`, not empty where a value was not stored."""
    NEEDS_DESK = "needs a desk"
    """Works on the stage's desk in a way of its own."""
    LOOKS_UP = "looks up"
    """Asks the desk. Answers with a JSON object: what is `free` for what is known."""
    SETTLES = "settles"
    """Has the desk put into its books what is known. Answers with what stands there; or where the desk refuses, with a
    JSON object: why (`refused`), and what is `free` instead."""
    ENDS_CALL = "ends the call"
    """Asks for a goodbye, after which the line is closed."""
    HANDS_ON = "hands on"
    """Leaves the caller to somebody else, and asks for no word after it."""


Traits = frozenset[Trait]

AT_A_DESK: Final = (Trait.LOOKS_UP, Trait.SETTLES, Trait.NEEDS_DESK)
"""Those of tools that work on a stage's desk."""
LED: Final = (Trait.KEEPS_FACTS, Trait.LOOKS_UP, Trait.SETTLES, Trait.ENDS_CALL)
"""Those of tools that the understudy calls where a call comes to it, whatever the caller's words for it are."""
