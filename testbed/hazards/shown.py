"""What was played, as the table and as transcripts."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from testbed.hazards.cells import Played, Side
from testbed.hazards.hazard import Hazard
from testbed.hazards.judging.verdict import count
from testbed.hazards.observed import Asked, Observed, Sounded, Uttered

Colour = Callable[[bool, str], str]
"""A text that tells of something good, or not."""

NAME, WIDE = 21, 58
"""Letters of the first column, and of the second."""


def head(pair: str, sides: Sequence[Side]) -> str:
    """The line above the rows of a pair."""
    return f"\n{pair:<{NAME}} " + " ".join(f"{side:<{WIDE}}" for side in sides).rstrip()


def row(cells: Sequence[Played], colour: Colour) -> str:
    """One hazard, one pair: a verdict for each side."""
    *first, last = cells
    told = [colour(one.verdict.ok, f"{one.verdict.text:<{WIDE}}") for one in first]
    return " ".join([f"{last.cell.name:<{NAME}}", *told, colour(last.verdict.ok, last.verdict.text)])


def many_in_one(cells: Sequence[Played], colour: Colour) -> str:
    """The same act at many moments: for each side at how many of them it goes wrong, and how, most often."""
    told = list[str]()
    for side in dict.fromkeys(one.cell.side for one in cells):
        verdicts = [one.verdict for one in cells if one.cell.side is side]
        faults = Counter(verdict.text for verdict in verdicts if not verdict.ok)
        most = f" of {len(verdicts)} wrong, mostly {faults.most_common(1)[0][0]}" if faults else ""
        text = f"{faults.total()}{most}" if faults else f"ok at {len(verdicts)} moments"
        told.append(colour(not faults, f"{text:<{WIDE}}"))
    return f"{cells[0].cell.name.partition('@')[0]:<{NAME}} {' '.join(told)}".rstrip()


def summary(cells: Sequence[Played]) -> str:
    """How many cells of each side fail."""
    failing = {side: [not one.verdict.ok for one in cells if one.cell.side is side] for side in Side}
    return "; ".join(f"{side}: {sum(of)} of {len(of)} calls fail" for side, of in failing.items() if of)


def listed(rows: Sequence[Hazard]) -> str:
    """The hazards by name, and what each is."""
    return "\n".join(f"{each.name:<{NAME}} {each.what}" for each in rows)


def transcript(played: Played, colour: Colour) -> str:
    """One call, line by line, with its seconds."""
    cell, seen = played.cell, played.seen
    verdict = colour(played.verdict.ok, played.verdict.text)
    lines = [f"  {at_s:6.2f}  {text}" for at_s, text in sorted(_told(seen), key=lambda line: line[0])]
    return "\n".join([f"\n{cell.name}, {cell.table}, on {cell.side}: {verdict}", f"  ({cell.hazard.what})", *lines])


def as_json(played: Played, *, whole: bool) -> Mapping[str, Any]:
    """For scripts; `whole`: with all that was observed."""
    cell, verdict = played.cell, played.verdict
    told: dict[str, Any] = {"hazard": cell.name, "from": cell.pair.origin, "to": cell.pair.target, "side": cell.side}
    told |= {"ok": verdict.ok, "verdict": verdict.text}
    return told | ({"observed": asdict(played.seen)} if whole else {})


def _told(seen: Observed) -> Iterator[tuple[float, str]]:
    yield from ((one.from_s, _uttered(one)) for one in seen.uttered)
    yield from ((one.at_s, f"  {one.agent} has the call") for one in seen.entered)
    yield from ((one.at_s, _asked(one)) for one in seen.asked)
    yield from ((one.at_s, f"  {one.tool} runs") for one in seen.ran)
    yield from ((one.from_s, f"{one.speaker}: {one.text}{_cut(seen, one)}") for one in seen.sounded)
    if seen.hung_up_s is not None:
        yield seen.hung_up_s, "caller hangs up"
    if seen.over_s is not None:
        yield seen.over_s, "  the call is over"
    books = seen.books
    settled = f", in the books: {books.settled}" if books.settled else ""
    over = f", ended as {books.ended_as}" if books.ended_as else ""
    yield seen.watched_s, f"  on record: {count(books.handed_on, 'hand-off')}, {dict(books.facts)}{settled}{over}"


def _uttered(one: Uttered) -> str:
    return f"caller {'types' if one.typed else 'says'}: {one.text}"


def _cut(seen: Observed, one: Sounded) -> str:
    whole = next((asked.answer for asked in seen.asked if asked.answer.startswith(one.text)), one.text)
    return "" if one.text == whole else " – (cut)"


def _asked(one: Asked) -> str:
    said = next((text for role, text in reversed(one.told) if role == "user"), "")
    answer = " and ".join(
        filter(None, [f"“{one.answer}”" if one.answer else "", *(f"calls {each}" for each in one.calls)])
    )
    return f"  {one.agent}'s model is asked{f' about “{said}”' if said else ''}: {answer or 'no answer'}"
