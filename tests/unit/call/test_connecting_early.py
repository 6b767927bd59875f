"""A realtime model is connected to before anybody is handed to it, and let go of where nobody is."""

from dataclasses import replace
from types import MappingProxyType

from segue.call.command import Command, Connect, Disconnect
from segue.call.events import Declined, Entered, Event, Learnt, Outcome
from segue.call.plan import Plan
from segue.call.rules import decide
from segue.call.state import Fact, State
from tests.unit.call.test_edges import STORYTELLER

PLAN = replace(Plan.of(STORYTELLER), realtime=frozenset({"story"}))
HERO = Fact("a fox")
ENTERED = Entered(at_s=0, stage="task")


def state(**facts: Fact) -> State:
    return State(plan=PLAN, facts=MappingProxyType(facts))


def wanted(before: State, *events: Event) -> list[Command]:
    """The connections that are asked for and let go of."""
    found = list[Command]()
    for event in events:
        decision = decide(before, event)
        before = decision.state
        found += [command for command in decision.commands if isinstance(command, Connect | Disconnect)]
    return found


def test_it_is_connected_to_once_the_last_fact_of_the_way_there_is_in() -> None:
    mood = Learnt(at_s=2, name="mood", value="funny", heard="funny")
    assert wanted(state(), ENTERED, Learnt(at_s=1, name="hero", value="a fox", heard="a fox")) == []
    assert wanted(state(hero=HERO), ENTERED, mood) == [Connect("story")]
    assert wanted(state(hero=HERO), ENTERED, mood, mood) == [Connect("story")]


def test_a_fact_that_the_caller_would_rather_not_give_is_in_as_well() -> None:
    assert wanted(state(hero=HERO), ENTERED, Declined(at_s=2, name="mood")) == [Connect("story")]


def test_what_was_known_before_the_call_is_in_from_the_first_moment() -> None:
    assert wanted(state(hero=HERO, mood=Fact("funny")), ENTERED) == [Connect("story")]


def test_a_pipeline_is_not_connected_to() -> None:
    pipelines = replace(state(hero=HERO, mood=Fact("funny")), plan=Plan.of(STORYTELLER))
    assert wanted(replace(pipelines, plan=replace(pipelines.plan, realtime=frozenset())), ENTERED) == []


def test_nothing_is_connected_to_where_the_call_is_ending() -> None:
    ending = replace(state(hero=HERO, mood=Fact("funny")), ending=Outcome.TIME_UP)
    assert wanted(ending, ENTERED) == []
