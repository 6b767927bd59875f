"""A report as two tables for people."""

from collections.abc import Callable, Iterator, Sequence

from segue.checks.rows import EdgeRow, Report, Row, StageRow, Verdict
from segue.models.trials.service import Cell, Finding, Role

Paint = Callable[[Verdict | None, str], str]
"""Colours a text by its verdict; None is for what is beside the point."""

STAGES = ("stage", "set", "mode", "model", "for", "key", "endpoint", "model known", "trial", "")
EDGES = ("edge", "from", "to", "carries", "fixed line", "hears words", "turns by", "context", "")


def shown(report: Report, paint: Paint) -> Iterator[str]:
    """Line by line."""
    yield from _table(STAGES, [(row, [*_stage_cells(row)]) for row in report.stages], paint)
    yield ""
    yield from _table(EDGES, [(row, [_edge_cells(row)]) for row in report.edges], paint)
    yield ""
    yield from (paint(Verdict.LOSS, f"note: {note}") for note in report.notes)
    yield f"{report.profile}: {paint(report.verdict, report.verdict)}{_offline(report)}"


def _offline(report: Report) -> str:
    return ", as far as that can be told without asking any server" if report.offline else ""


def _stage_cells(row: StageRow) -> Iterator[list[str]]:
    asked = "" if row.mode is row.asked else f" (not {row.asked})"
    for at, finding in enumerate(row.findings):
        first = at == 0
        whose = [row.stage, row.set, f"{row.mode}{asked}"] if first else ["", "", ""]
        yield [*whose, finding.service.name, _purpose(finding), *_answers(finding), row.verdict if first else ""]


def _purpose(finding: Finding) -> str:
    return f"{finding.service.part}{'' if finding.role is Role.PLAYS else f', {finding.role}'}"


def _answers(finding: Finding) -> list[str]:
    return [finding.key, finding.reachable, finding.known, finding.trial]


def _edge_cells(row: EdgeRow) -> list[str]:
    words = Cell.YES if row.transcribes else Cell.NO
    context = "mutable" if row.mutable_context else "immutable"
    ends = [row.edge, row.origin, row.target]
    return [*ends, row.carries, row.fixed_line, words, row.turns, context, row.verdict]


def _table(heads: Sequence[str], rows: Sequence[tuple[Row, list[list[str]]]], paint: Paint) -> Iterator[str]:
    every = [heads, *(cells for _, lines in rows for cells in lines)]
    widths = [max(len(cells[column]) for cells in every) for column in range(len(heads))]
    yield paint(None, _line(heads, widths))
    for row, lines in rows:
        for cells in lines:
            yield _line([*cells[:-1], paint(row.verdict, cells[-1]) if cells[-1] else ""], widths)
        yield from _reasons(row, paint)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _reasons(row: Row, paint: Paint) -> Iterator[str]:
    if not row.troubles:
        yield paint(None, f"  {row.usual}")
    for trouble in row.troubles:
        yield f"  {paint(trouble.verdict, trouble.verdict)}: {trouble.reason}"
        yield f"    to fix it: {trouble.fix} ({trouble.place})"
