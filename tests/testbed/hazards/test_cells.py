"""Calls of the table, played: the library's own hazards are there, and the same call comes out the same."""

import pytest

from testbed.hazards.cells import Cell, Side, cells, exists, play
from testbed.hazards.hazard import ALL, BOTH_PIPELINES, TO_REALTIME, Hazard, Pair
from testbed.hazards.rows import ROWS


@pytest.mark.parametrize(
    ("name", "pair", "verdict"),
    [
        ("barge-in", BOTH_PIPELINES, "no hand-off, answered by host"),
        ("two-hand-offs", BOTH_PIPELINES, "no hand-off, silent to the end (21 s)"),
        ("tool-beside", BOTH_PIPELINES, "2 speakers"),
        ("tool-twice", TO_REALTIME, "silent to the end"),
        ("two-listeners", TO_REALTIME, "s paid twice"),
        ("stt-half-open", BOTH_PIPELINES, "blamed, 15 words lost"),
        ("tool-silent", BOTH_PIPELINES, "never over"),
    ],
)
def test_what_plain_agents_do_to_a_caller_is_seen(name: str, pair: Pair, verdict: str) -> None:
    assert verdict in play(Cell(name, pair, Side.PLAIN)).verdict.text


@pytest.mark.parametrize("row", [row for row in ROWS if row.alone], ids=lambda row: row.name)
def test_whatever_fails_a_caller_of_segues_is_told_so_and_the_call_ends(row: Hazard) -> None:
    verdict = play(Cell(row.name, row.pairs[0], Side.SEGUE)).verdict
    assert verdict.ok, verdict.text


@pytest.mark.parametrize("side", Side)
def test_the_same_call_comes_out_the_same(side: Side) -> None:
    cell = Cell("barge-in", BOTH_PIPELINES, side)
    assert play(cell).seen == play(cell).seen


def test_a_profile_with_a_mistake_is_not_called_at_all() -> None:
    refused = play(Cell("tool-twice", BOTH_PIPELINES, Side.SEGUE))
    assert refused.verdict.ok
    assert refused.seen.refused


def test_each_hazard_is_played_on_its_pairs_by_both_sides() -> None:
    assert len(cells([], ALL, [*Side])) == 2 * sum(len(row.pairs) for row in ROWS)
    assert [cell.side for cell in cells(["dead-realtime"], ALL, [*Side])] == [*Side]


def test_a_caller_who_leaves_at_any_moment_leaves_a_call_that_is_whole() -> None:
    left = play(Cell("hangs-up@3.2", BOTH_PIPELINES, Side.SEGUE))
    assert left.verdict.ok
    assert left.seen.over_s is not None


def test_what_is_no_moment_is_no_hazard() -> None:
    assert all(map(exists, ["barge-in", "speaks@0.4", "hangs-up@3"]))
    assert not any(map(exists, ["barge-out", "sings@0.4", "speaks@", "@0.4", ""]))
