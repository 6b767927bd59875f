"""What came of many calls, as one table: a row a caller, and the figures over all."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median

from commands.play.result import Result
from segue.records.figures import p95
from segue.records.transcript import plain

HEAD = ("caller", "held", "outcome", "path", "turns", "answer", "p95", "look in")


def table(results: Sequence[Result]) -> str:
    """The whole table; of a caller's several calls, what differs is told once each."""
    grouped = groupby(results, key=lambda result: result.caller)
    rows = [HEAD, *(_row(name, list(calls)) for name, calls in grouped)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", over_all(results)])


def over_all(results: Sequence[Result]) -> str:
    """One line of figures about all the calls."""
    held, failed = sum(result.held for result in results), sum(bool(result.failures) for result in results)
    unplayed = sum(bool(result.trouble) for result in results)
    waits_s = [wait_s for result in results for wait_s in result.waits_s]
    turns = sum(int(result.numbers.get("turns", 0)) for result in results)
    callers = len({result.caller for result in results})
    calls = f"{len(results)} calls of {callers} callers" if callers > 1 else f"{len(results)} calls"
    parts = [
        f"{calls}: {held} held, {failed} failed",
        *([f"{unplayed} not played to the end"] if unplayed else []),
        f"{turns} turns",
        *([f"answers after {median(waits_s):.2f} s (p95 {p95(waits_s):.2f} s)"] if waits_s else []),
        f"{sum(result.took_s for result in results):.1f} s in all",
    ]
    return "; ".join(parts)


def _row(name: str, calls: Sequence[Result]) -> tuple[str, ...]:
    waits_s = [wait_s for call in calls for wait_s in call.waits_s]
    return (
        plain(name),
        f"{sum(call.held for call in calls)} of {len(calls)}",
        _each(str(call.numbers["outcome"]) for call in calls if call.numbers),
        _each(" → ".join(call.numbers["path"]) for call in calls if call.numbers),
        _each(str(call.numbers["turns"]) for call in calls if call.numbers),
        f"{median(waits_s):.2f} s" if waits_s else "–",
        f"{p95(waits_s):.2f} s" if waits_s else "–",
        ", ".join(str(call.folder or call.trouble) for call in calls if not call.held),
    )


def _each(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(values)) or "–"
