"""Who is in front, and how long a model may be waited for."""

import pytest

from segue.models.failover.switch import Deadlines, Reason, Switch


class Clock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


PAIR = ["primary", "backup"]


def test_a_shared_switch_spares_the_next_agent_the_same_wait() -> None:
    told: list[tuple[str, Reason]] = []
    clock = Clock()
    switch = Switch("llm", lambda part, to, reason: told.append((part, reason)), cool_down_s=5.0, clock=clock)
    switch.away_from("primary", PAIR, Reason.TOO_LATE)
    assert switch.line(["another primary", "another backup"]) == ["another backup", "another primary"]
    clock.now_s += 5.0
    assert switch.peek(PAIR) == "primary"
    assert told == [("llm", Reason.TOO_LATE)], "to look is not to switch"
    assert switch.line(PAIR) == PAIR
    assert told == [("llm", Reason.TOO_LATE), ("llm", Reason.COOLED_DOWN)]


def test_alone_there_is_nothing_to_switch() -> None:
    told: list[Reason] = []
    switch = Switch("tts", lambda part, to, reason: told.append(reason))
    switch.away_from("primary", ["primary"], Reason.FAILED)
    assert (switch.line(["primary"]), told) == (["primary"], [])


@pytest.mark.parametrize("seconds", [0.0, -1.0, 120.0, float("nan")])
def test_a_deadline_that_makes_no_sense_is_refused_by_name(seconds: float) -> None:
    with pytest.raises(ValueError, match="first_byte_s must be within 0 and 120 seconds"):
        Deadlines(first_byte_s=seconds)
