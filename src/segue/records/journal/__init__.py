"""The journal of a call: every event, what the rules made of it, and what came of that, one line of JSON each.

`Journal` writes it while the call lasts; `load` reads it and names what is wrong with it; `replay` has the rules decide
all of it again; `redacted` leaves out what is personal. What a line holds is told in docs/journal.md. To add a kind of
line, name it in `kinds.py`; whatever changes what is in a line makes another `SCHEMA`, and `load` goes on reading all
those there ever were: each has a journal in tests/unit/records/journals.
"""

from segue.records.journal.contents import Flaw, Header, JournalEntry, Kept, Wrong
from segue.records.journal.lines import Journal
from segue.records.journal.reading import load, read
from segue.records.journal.replaying import Difference, Replayed, replay

__all__ = [
    "Difference",
    "Flaw",
    "Header",
    "Journal",
    "JournalEntry",
    "Kept",
    "Replayed",
    "Wrong",
    "load",
    "read",
    "replay",
]
