"""The table of calls with a hand-off, a row a tree."""

import statistics
from collections.abc import Iterable, Sequence

from bench.broken_into import SAME_TURN, Outcome

HEAD = (
    "tree",
    "calls",
    "load",
    "broken into",
    "lost whole",
    "lost in part",
    "words misheard",
    "in the turn that leads there",
    "taken up by the next",
    "by the old",
    "by nobody",
    "agent silent after",
    "next after the old",
    "next after the caller",
)


def table(outcomes: Sequence[Outcome]) -> str:
    """Counts of calls; times in seconds: median, greatest, and the ratio of the median to the first row's."""
    trees = list(dict.fromkeys(outcome.tree for outcome in outcomes))
    rows = [_row([outcome for outcome in outcomes if outcome.tree == tree]) for tree in trees]
    lines = [list(HEAD), ["---"] * len(HEAD)]
    for counts, times in rows:
        lines.append([*counts, *(_told(*pair) for pair in zip(times, rows[0][1], strict=True))])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _row(calls: Sequence[Outcome]) -> tuple[list[str], list[list[float]]]:
    broken = [each for each in calls if each.after_s is not None]
    whole = sum(each.whole for each in broken)
    by = [each.taken_up_by for each in broken]
    loads = sorted(each.load for each in calls)
    counts = [
        calls[0].tree,
        str(len(calls)),
        f"{loads[0]} to {loads[-1]}",
        str(len(broken)),
        str(whole),
        str(sum(bool(each.lost) for each in broken) - whole),
        str(sum(len(each.misheard) for each in broken)),
        str(by.count(SAME_TURN)),
        str(by.count("task")),
        str(by.count("intro")),
        str(by.count("")),
    ]
    cut = _known(each.fell_silent_s for each in broken if each.into == "farewell")
    gaps, waits = _known(each.gap_s for each in calls), _known(each.waited_s for each in broken)
    return counts, [cut, gaps, waits]


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _told(values: list[float], first: list[float]) -> str:
    if not values:
        return "none"
    median = statistics.median(values)
    ratio = f", × {median / statistics.median(first):.2f}" if first and values is not first else ""
    return f"{median:.2f}, {max(values):.2f}{ratio}"
