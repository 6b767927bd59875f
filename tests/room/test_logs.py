"""The log of a worker with several calls at once tells them apart."""

import json

import pytest

from tests.room.evening import ROOMS, Evening

pytestmark = [pytest.mark.room, pytest.mark.audio]


def test_every_line_of_ours_within_a_call_says_which_call_and_which_room(evening: Evening) -> None:
    lines = [json.loads(line) for line in evening.log.splitlines() if line.startswith("{")]
    ours = [line for line in lines if line["name"].startswith("segue.")]
    ended = {line["room"]: line["call"] for line in ours if line["message"] == "call ended"}
    assert ended.keys() == {*ROOMS}
    assert len({*ended.values()}) == len(ROOMS)
    assert [line["call"] for line in ours] == [ended[line["room"]] for line in ours]
    (odd,) = [line["room"] for line in ours if line["message"] == "job metadata disregarded"]
    assert odd == "odd"
