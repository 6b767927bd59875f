"""The worker under its calls, and what is left of them: nothing, however they end."""

import pytest

from testbed.room.processes import FEEDS_A_TRACK
from tests.room.evening import Evening

pytestmark = [pytest.mark.room, pytest.mark.audio]


def test_the_worker_is_full_with_as_many_calls_as_it_may_take(evening: Evening) -> None:
    assert evening.full["active_jobs"] == 3
    assert evening.full["worker_load"] == 1.0


def test_a_caller_who_leaves_in_mid_greeting_leaves_nothing_behind(evening: Evening) -> None:
    assert evening.brief.seen.ended_by == ["CLIENT_INITIATED"]
    assert evening.rooms_left == []
    assert evening.status_left.get("active_jobs", 0) == 0
    assert not [name for name in evening.threads_left if name.startswith(FEEDS_A_TRACK)]
    assert evening.processes_left == []


def test_no_call_left_a_traceback_in_the_workers_log(evening: Evening) -> None:
    assert "Traceback" not in evening.log
    assert "Task was destroyed" not in evening.log


def test_a_worker_and_its_calls_write_nothing_in_their_users_home(evening: Evening) -> None:
    assert evening.written_at_home == []
