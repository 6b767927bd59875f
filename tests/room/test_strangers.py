"""Others than the caller: what a stranger in the room can learn and do, and one call's caller of another's."""

import pytest

from tests.room.evening import CANARY, RPCS, Evening

pytestmark = [pytest.mark.room, pytest.mark.audio]

SECRETS = (CANARY, "What we know", "begin_task", "begin_story", "another_story", "end_call", "declined")


def test_a_stranger_who_is_there_first_does_not_become_the_caller(evening: Evening) -> None:
    said_at = [line.first_at for line in evening.eve.seen.transcript.values()]
    assert min(said_at) > evening.emma.joined_at
    assert not evening.eve.seen.said("eve")


def test_a_stranger_gets_no_answer_to_anything(evening: Evening) -> None:
    rpcs = ["RpcError"] * len(RPCS)
    assert evening.asked_by_eve == 2 * ["TimeoutError", "TimeoutError", "TimeoutError", *rpcs]


def test_a_stranger_learns_what_the_room_hears_and_nothing_else(evening: Evening) -> None:
    assert evening.emma.seen.agents_said() == [
        line.text.strip() for line in evening.eve.seen.transcript.values() if line.who.startswith("agent-")
    ]
    everything = evening.eve.seen.everything()
    assert not [secret for secret in SECRETS if secret in everything]
    assert not evening.eve.seen.raw
    shown = {name for attributes in evening.eve.seen.attributes for name in attributes}
    assert {name for name in shown if not name.startswith("lk.")} <= {"segue.agent", "segue.path", "segue.models"}


def test_callers_at_once_share_nothing(evening: Evening) -> None:
    own = {
        evening.emma: ("Emma", "Boston", "lighthouse"),
        evening.ada: ("Ada", "Riverside", "appointment"),
        evening.grace: ("Grace", "Turin"),
    }
    for caller in own:
        everything = caller.seen.everything()
        for whose, names in own.items():
            assert [name in everything for name in names] == [whose is caller] * len(names)
