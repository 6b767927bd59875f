"""A call replaces its state only by recording an event, and tells everyone who listens."""

from segue.call.call import Call
from segue.call.events import Entered, Event, Learnt
from segue.call.state import Fact, State
from tests.unit.call.test_edges import STORYTELLER

NAME = Learnt(at_s=1, name="name", value="Ada", heard="Ada")


def call(**more: dict[str, str]) -> Call:
    return Call(STORYTELLER, call_id="one", now=lambda: 1.5, **more)


def test_a_call_opens_in_the_profiles_first_stage() -> None:
    ringing = call()
    assert ringing.stage is STORYTELLER.stages["intro"]
    ringing.record(Entered(at_s=0, stage="story"))
    assert ringing.stage is STORYTELLER.stages["story"]


def test_each_event_is_told_once_to_each_listener_with_the_state_it_made() -> None:
    ringing, told = call(), list[tuple[str, Event, State]]()
    ringing.subscribe(lambda event, state: told.append(("first", event, state)))
    ringing.subscribe(lambda event, state: told.append(("second", event, state)))
    after = ringing.record(NAME)
    assert told == [("first", NAME, after), ("second", NAME, after)]
    assert after is ringing.state
    assert after.known() == {"name": "Ada"}


def test_who_listens_later_hears_what_comes_later() -> None:
    ringing, told = call(), list[Event]()
    ringing.record(NAME)
    ringing.subscribe(lambda event, _: told.append(event))
    assert told == []


def test_facts_that_came_with_the_call_are_known_and_need_no_reading_back() -> None:
    ringing = call(facts={"name": "Ada"})
    assert ringing.state.facts == {"name": Fact("Ada")}
    assert ringing.state.unconfirmed == frozenset()
