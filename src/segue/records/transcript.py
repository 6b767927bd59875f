"""The call as a reader would follow it: one line of text an event that is worth reading."""

import unicodedata
from collections.abc import Iterable

from segue.call.events import (
    Declined,
    Ended,
    Entered,
    Event,
    Failed,
    FellSilent,
    HandedOn,
    Heard,
    Learnt,
    LineHeard,
    Outcome,
    RolledBack,
    Said,
    Settled,
    Started,
    Switched,
    TakenOver,
)

_COMMANDS = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's controls, halves of pairs, and ends of lines and paragraphs."""
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Those that say which way to write: with them a line can be made to show what it does not hold."""


def line(event: Event) -> str | None:
    """The event as one line without its time, or None if a reader would not miss it."""
    text = _text(event)
    return plain(text) if text else None


def plain(text: str) -> str:
    """`text` with a space for each line end, and for whatever else would tell a terminal to do something."""
    return "".join(" " if letter in _TURNS or unicodedata.category(letter) in _COMMANDS else letter for letter in text)


def _text(event: Event) -> str | None:
    match event:
        case Started(typed=True):
            return "  typed: the seconds are counted from words, not measured"
        case Heard(text=text):
            return f"caller: {text}"
        case Said(stage=stage, text=text, interrupted=cut):
            return f"{stage}: {text}{' —' if cut else ''}"
        case LineHeard(stage=stage, text=text, whole=True):
            return f"{stage}: {text}"
        case Learnt(name=name, value=value, heard=heard):
            return f"  learnt {name}: {value}" + (f" (heard “{heard}”)" if heard.casefold() != value.casefold() else "")
        case Declined(name=name):
            return f"  declined to give: {name}"
        case Settled(desk=desk, summary=summary):
            return f"  settled ({desk}): {summary}"
        case HandedOn(edge=edge, origin=origin, target=target):
            return f"  hand-off {origin} → {target} ({edge})"
        case RolledBack(to=to, reason=why):
            return f"  hand-off undone, back to {to}: {why}"
        case Entered(stage=stage):
            return f"  {stage} has the call"
        case TakenOver(stage=stage):
            return f"  {stage} goes on without its realtime model"
        case Switched(part=part, to=to, why=why):
            return f"  {part} goes on with its {to}: {why}"
        case FellSilent():
            return "  the caller is silent"
        case Failed(where=where, what=what):
            return f"  {where} failed: {what}"
        case Ended(outcome=Outcome.LIMIT, limit=limit):
            return f"  the call has ended: limit of {limit}"
        case Ended(outcome=outcome, part=part):
            return f"  the call has ended: {outcome}{f' ({part})' if part else ''}"
    return None


def write(events: Iterable[Event]) -> str:
    """The whole transcript, each line with the second it happened at."""
    lines = ((event.at_s, line(event)) for event in events)
    return "".join(f"{at_s:7.1f}  {text}\n" for at_s, text in lines if text)
