"""How long a caller waited: told by the sound of both sides or, of a typed call, by who said something last."""

import math
from pathlib import Path

import numpy as np
import pytest

from segue.call.events import Event, Heard, Said
from segue.player.waiting import longest_wait_s, waited_s
from segue.records.timing import WINDOW_S, Levels

NOWHERE = Path("no such recording.wav")
Spans = list[tuple[float, float]]


def side(spans: Spans, length_s: float = 20.0) -> Levels:
    """The levels of someone who is heard at `spans`."""
    levels = np.full(round(length_s / WINDOW_S), -120.0)
    for start_s, end_s in spans:
        levels[round(start_s / WINDOW_S) : round(end_s / WINDOW_S)] = -20.0
    return levels


def event(who: str) -> Event:
    return Heard(at_s=1, text="Hm?") if who == "caller" else Said(at_s=1, stage="intro", text="Hm.")


@pytest.mark.parametrize(
    ("caller", "agents", "waited"),
    [
        ([(2, 4)], [(0, 1.5), (5, 8)], 1.0),
        ([(2, 4), (10, 12)], [(0, 1.5), (5, 8), (14.5, 20)], 2.5),
        ([(12, 14)], [(0, 1.5), (15, 20)], 1.0),
        ([(2, 4)], [(0, 3), (4.5, 6)], 0.5),
        ([(2, 4)], [(0, 5)], 0.0),
        ([(2, 4), (10, 12)], [(0, 1.5), (12.5, 20)], 6.0),
        ([(2, 4)], [(0, 1.5)], 16.0),
        ([], [(0, 1.5)], 0.0),
    ],
    ids=[
        "for the answer",
        "for the later of two",
        "not while they think",
        "after breaking in",
        "not where the agents talk on",
        "until they ask again",
        "to the end",
        "who says nothing",
    ],
)
def test_a_caller_waits_from_their_last_sound_to_the_next_that_is_heard(
    caller: Spans, agents: Spans, waited: float
) -> None:
    assert waited_s(side(caller), side(agents)) == pytest.approx(waited)


@pytest.mark.parametrize(
    ("order", "waited_s"),
    [
        (["agent", "caller", "agent"], 0.0),
        (["agent", "caller", "agent", "agent", "caller", "agent"], 0.0),
        (["agent"], 0.0),
        (["agent", "caller"], math.inf),
        (["agent", "caller", "caller", "agent"], math.inf),
    ],
)
def test_a_typed_answer_takes_no_time_and_one_that_never_comes_for_ever(order: list[str], waited_s: float) -> None:
    assert longest_wait_s([event(who) for who in order], NOWHERE) == waited_s
