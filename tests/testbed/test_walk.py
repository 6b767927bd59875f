"""Random walks through whole calls in virtual time: they end once, and nothing that was said is lost or kept twice."""

import functools

import pytest

from segue.call.events import Ended
from segue.profile.model import Profile
from testbed.spoken_call import SpokenCall
from testbed.virtual_time import run
from testbed.walk import lost_early, walk
from tests.conversation.scripted_call import storyteller

FACTS = {"name": "Ada", "place": "Turin", "hero": "a fox", "mood": "funny"}


@functools.cache
def open_storyteller() -> Profile:
    """The storyteller with nothing in the way of its edges."""
    told = storyteller()
    edges = [edge.model_copy(update={"settled": False, "needs": [], "budget": 9}) for edge in told.edges]
    return told.model_copy(update={"edges": edges, "limits": told.limits.model_copy(update={"call_s": 40.0})})


def walked(seed: int, *realtime: str) -> SpokenCall:
    return run(walk(seed, open_storyteller(), FACTS, realtime=frozenset(realtime)))


@pytest.mark.parametrize("seed", range(6))
def test_among_pipelines_a_walk_ends_once_and_loses_no_word(seed: int) -> None:
    line = walked(seed)
    assert len(line.of(Ended)) == 1
    assert (lost_early(line), line.repeated()) == ([], [])


@pytest.mark.parametrize("seed", range(3))
def test_through_a_realtime_stage_a_walk_ends_once(seed: int) -> None:
    line = walked(seed, "story")
    assert len(line.of(Ended)) == 1
    assert line.repeated() == []


def test_a_walk_is_the_same_for_the_same_seed() -> None:
    assert walked(7).events == walked(7).events
