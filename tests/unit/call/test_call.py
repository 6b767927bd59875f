"""A call replaces its state only by recording an event, and tells everyone who listens."""

from segue.call import running
from segue.call.call import Call
from segue.call.command import Arm, Command
from segue.call.events import Entered, Event, HandOffRequested, Heard, Learnt, Said, Started, Timer, ToolStarted
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


def test_what_is_not_permitted_is_told_to_nobody_but_whoever_asked() -> None:
    ringing, told = call(), list[Event]()
    ringing.record(Entered(at_s=0, stage="intro"))
    ringing.subscribe(lambda event, _: told.append(event))
    permission = ringing.ask(HandOffRequested(at_s=1, edge="begin_task"))
    assert not permission.permitted
    assert "ask the caller" in permission.told
    assert told == []


def test_an_event_is_marked_with_the_tool_run_that_it_comes_of() -> None:
    ringing, told = call(), list[Event]()
    ringing.record(ToolStarted(at_s=0, run=3, tool="remember"))
    ringing.subscribe(lambda event, _: told.append(event))
    token = running.run.set(3)
    ringing.record(NAME)
    running.run.reset(token)
    ringing.record(NAME)
    assert [event.run for event in told] == [3, None]


def test_what_the_rules_want_done_is_done_in_order_and_what_it_brings_before_the_rest() -> None:
    ringing, done = call(), list[Command | Event]()
    ringing.subscribe(lambda event, _: done.append(event))

    def carry_out(command: Command) -> None:
        done.append(command)
        if command == Arm(Timer.CALL, 1, 600.0):
            ringing.record(opened)
            ringing.record(heard)

    started = Started(at_s=0, profile="storyteller", models="rehearsal")
    opened, heard = Entered(at_s=0, stage="intro"), Heard(at_s=1, text="Hello.")
    ringing.carry_out = carry_out
    ringing.record(started)
    kinds = [type(one) for one in done]
    assert kinds[:3] == [Started, Arm, Entered]
    assert kinds.index(Entered) < kinds.index(Heard)


def test_a_call_that_nobody_plays_is_recorded_all_the_same() -> None:
    ringing = call()
    ringing.record(Entered(at_s=0, stage="intro"))
    ringing.record(Said(at_s=1, stage="intro", text="Hello."))
    assert ringing.state.path == ("intro",)
