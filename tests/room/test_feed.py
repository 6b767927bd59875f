"""What the caller's screen is told of a call in a real room: to the caller alone, and again to one who joins anew."""

from collections.abc import Sequence
from typing import Any

import pytest

from testbed.room.seen import Seen
from tests.room.evening import Evening

pytestmark = [pytest.mark.room, pytest.mark.audio]


def told(seen: Seen, *kinds: str) -> list[dict[str, Any]]:
    return [line for line in seen.feed() if line["kind"] in kinds]


def numbers(lines: Sequence[dict[str, Any]]) -> list[int]:
    return [line["n"] for line in lines if line["n"] is not None]


def test_the_caller_is_told_the_whole_call_in_order_and_to_its_end(evening: Evening) -> None:
    for caller in (evening.emma, evening.ada, evening.grace):
        lines = caller.seen.feed()
        assert numbers(lines) == [*range(1, len(numbers(lines)) + 1)]
        assert (lines[0]["kind"], lines[-1]["kind"]) == ("call", "ended")
        assert lines[-1]["outcome"] == "goodbye"
        assert [line["at_s"] for line in lines] == sorted(line["at_s"] for line in lines)


def test_it_is_what_the_caller_has_said_and_heard(evening: Evening) -> None:
    said = [line["text"].strip() for line in told(evening.emma.seen, "said")]
    assert said == [text for text in evening.emma.seen.agents_said() if text]
    assert [line["stage"] for line in told(evening.emma.seen, "stage")] == ["intro", "task", "story"]
    facts = {line["name"]: line["value"] for line in told(evening.emma.seen, "fact")}
    assert (facts["name"], facts["place"], facts["mood"]) == ("Emma", "Boston", "funny")
    assert not any(line["typed"] for line in told(evening.emma.seen, "heard"))
    assert all(line["typed"] for line in told(evening.grace.seen, "heard"))


def test_words_that_were_cut_off_are_told_as_that(evening: Evening) -> None:
    (story,) = [line for line in told(evening.emma.seen, "said") if line["interrupted"]]
    assert story["text"].startswith("Then listen")
    assert "wooden box" in story["cut"]
    assert not any(line["cut"] for line in told(evening.emma.seen, "said") if not line["interrupted"])


def test_nobody_else_is_told_any_of_it(evening: Evening) -> None:
    assert evening.eve.seen.transcript
    assert not evening.eve.seen.feed()


def test_whoever_joins_anew_as_the_caller_is_told_it_again_from_the_start(evening: Evening) -> None:
    before, again = evening.odd.seen.feed(), {line["n"]: line for line in evening.odd_again.seen.feed()}
    assert numbers(before)[:3] == [1, 2, 3]
    assert [again[number] for number in numbers(before)] == [line for line in before if line["n"]]
    assert sorted(numbers([*again.values()])) == [*range(1, max(numbers([*again.values()])) + 1)]
    assert again[max(numbers([*again.values()]))]["kind"] == "ended"
    assert evening.odd.seen.ended_by == ["DUPLICATE_IDENTITY"]
