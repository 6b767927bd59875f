"""What a caller's screen is told of a call: one line for each thing that happens, and what is in it."""

from collections.abc import Mapping
from typing import Any

import pytest

from segue.call.call import Call
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerAway,
    CallerBack,
    Declined,
    Ended,
    Entered,
    EntryFailed,
    Event,
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Heard,
    HungUp,
    Learnt,
    Limit,
    Outcome,
    Resumed,
    RolledBack,
    Said,
    Settled,
    Started,
    Thinking,
    TypedIn,
)
from segue.call.state import State
from segue.transports.feed.telling import Telling
from tests.unit.call.test_edges import STORYTELLER


class Screen:
    """A call, and the lines that were told of it."""

    def __init__(self, facts: Mapping[str, str] | None = None) -> None:
        self.call = Call(STORYTELLER, call_id="one", now=lambda: 0.0, facts=facts)
        self.telling = Telling(STORYTELLER, "one", "rehearsal")
        self.opening = self.telling.opening(self.call.state)
        self.lines: list[dict[str, Any]] = []
        self.call.subscribe(self._on_event)

    def after(self, *events: Event) -> list[dict[str, Any]]:
        """The lines of `events` alone."""
        self.lines.clear()
        for event in events:
            self.call.record(event)
        return [*self.lines]

    def _on_event(self, event: Event, state: State) -> None:
        self.lines += self.telling.of(event, state)


BEGUN = (Started(at_s=0, profile="storyteller", models="rehearsal"), Entered(at_s=0.2, stage="intro"))
MET = (
    *BEGUN,
    Said(at_s=1, stage="intro", text="Hello. Who are you?"),
    Learnt(at_s=2, name="name", value="Ada", heard="Ada"),
    Learnt(at_s=2, name="place", value="Lyon", heard="Leon"),
    Heard(at_s=3, text="Ada, from Lyon."),
    Said(at_s=4, stage="intro", text="Is that right?"),
    Heard(at_s=5, text="Yes."),
)
ASKED = HandOffRequested(at_s=6, edge="begin_task")
EDGE = {"edge": "begin_task", "origin": "intro", "target": "task"}
COMMITTED = HandedOn(at_s=8, edge="begin_task", origin="intro", target="task", hand_off=1)


@pytest.fixture
def screen() -> Screen:
    return Screen()


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [line["kind"] for line in lines]


def test_the_first_line_draws_the_whole_profile_and_nothing_that_is_written_to_a_model(screen: Screen) -> None:
    (call,) = screen.opening
    assert (call["kind"], call["call"], call["models"], call["opens"]) == ("call", "one", "rehearsal", "intro")
    assert call["profile"] == {"name": "storyteller", "title": STORYTELLER.title, "persona": "Echo"}
    assert call["stages"][0] == {"name": "intro", "title": "Meeting you", "agent": "intro"}
    assert call["edges"][0] == {"name": "begin_task", "origin": "intro", "target": "task"}
    assert call["facts"][0] == {"name": "name", "type": "name", "ask": "what to call you"}


def test_what_is_known_before_the_call_is_told_at_its_start() -> None:
    _, known = Screen({"name": "Ada"}).opening
    assert known == {"kind": "fact", "name": "name", "value": "Ada", "before": None}


def test_each_stage_that_takes_the_call_is_told_with_its_agent_and_the_path(screen: Screen) -> None:
    assert screen.after(*BEGUN) == [{"kind": "stage", "stage": "intro", "agent": "intro", "path": ["intro"]}]


def test_what_was_heard_says_whether_it_was_typed_and_where_the_time_went(screen: Screen) -> None:
    screen.after(*BEGUN)
    spoken = screen.after(Heard(at_s=2, text="Hello.", recognition_s=0.21, end_of_turn_s=0.5004))
    typed = screen.after(TypedIn(at_s=3, text="Ada"), Heard(at_s=3, text="Ada"))
    assert spoken == [{"kind": "heard", "text": "Hello.", "typed": False, "recognition_s": 0.21, "end_of_turn_s": 0.5}]
    assert typed == [{"kind": "heard", "text": "Ada", "typed": True, "recognition_s": None, "end_of_turn_s": None}]
    assert not screen.after(Heard(at_s=4, text="Ada"))[0]["typed"]


def test_what_was_said_goes_as_far_as_it_was_heard_and_what_was_cut_off_follows(screen: Screen) -> None:
    screen.after(*BEGUN)
    said = Said(
        at_s=2, stage="intro", text="Once upon", unheard="a time.", interrupted=True, answer_s=0.9, first_token_s=0.3
    )
    assert screen.after(said) == [
        {
            "kind": "said",
            "stage": "intro",
            "text": "Once upon",
            "cut": "a time.",
            "interrupted": True,
            "answer_s": 0.9,
            "first_token_s": 0.3,
            "first_byte_s": None,
        }
    ]


def test_a_time_that_is_no_number_is_none(screen: Screen) -> None:
    screen.after(*BEGUN)
    (said,) = screen.after(Said(at_s=2, stage="intro", text="Hm.", answer_s=float("nan")))
    assert said["answer_s"] is None


def test_a_correction_carries_what_it_corrects_and_the_same_again_is_no_news(screen: Screen) -> None:
    screen.after(*BEGUN)
    first, *more = screen.after(
        Learnt(at_s=2, name="name", value="Sara", heard="Sara"),
        Learnt(at_s=3, name="name", value="Sara", heard="Sarah"),
        Learnt(at_s=4, name="name", value="Mara", heard="Mara"),
        Declined(at_s=5, name="name"),
        Declined(at_s=6, name="place"),
    )
    assert first == {"kind": "fact", "name": "name", "value": "Sara", "before": None}
    assert [(line["name"], line["value"], line["before"]) for line in more] == [
        ("name", "Mara", "Sara"),
        ("name", None, "Mara"),
        ("place", None, None),
    ]


def test_a_hand_off_is_told_step_by_step(screen: Screen) -> None:
    screen.after(*MET)
    told = screen.after(ASKED, FarewellOver(at_s=7, hand_off=1), COMMITTED, Entered(at_s=9, stage="task", hand_off=1))
    assert told == [
        {"kind": "hand_off", "step": "requested", **EDGE},
        {"kind": "hand_off", "step": "committed", **EDGE},
        {"kind": "hand_off", "step": "entered", **EDGE},
        {"kind": "stage", "stage": "task", "agent": "task", "path": ["intro", "task"]},
    ]


def test_a_hand_off_that_is_refused_is_not_told(screen: Screen) -> None:
    screen.after(*BEGUN)
    assert screen.after(ASKED) == []


def test_a_hand_off_that_fails_says_why_and_who_has_the_call_again(screen: Screen) -> None:
    screen.after(*MET, ASKED, FarewellOver(at_s=7, hand_off=1), COMMITTED)
    told = screen.after(
        EntryFailed(at_s=9, hand_off=1, what="no model"),
        RolledBack(at_s=9, hand_off=1, to="intro", reason="no model"),
        Resumed(at_s=9.1, hand_off=1, stage="intro"),
    )
    assert told == [
        {"kind": "hand_off", "step": "rolled_back", **EDGE, "reason": "no model"},
        {"kind": "stage", "stage": "intro", "agent": "intro", "path": ["intro"]},
    ]


def test_what_a_hand_off_has_forgotten_is_told_and_told_anew_where_it_comes_back() -> None:
    screen = Screen({"name": "Ada", "place": "Lyon", "hero": "a fox", "mood": "funny"})
    path = ["begin_task", "begin_story", "another_story"]
    stages = ["intro", "task", "story", "task"]
    screen.after(*BEGUN)
    for number, edge in enumerate(path, start=1):
        origin, target, at_s = stages[number - 1], stages[number], number * 10.0
        screen.after(
            Said(at_s=at_s, stage=origin, text="Yes?"),
            Heard(at_s=at_s + 1, text="Yes."),
            Settled(at_s=at_s + 2, stage=origin, desk="wishes", summary="a funny fox"),
            HandOffRequested(at_s=at_s + 5, edge=edge),
            FarewellOver(at_s=at_s + 6, hand_off=number),
        )
        told = screen.after(HandedOn(at_s=at_s + 7, edge=edge, origin=origin, target=target, hand_off=number))
        if number < len(path):
            screen.after(Entered(at_s=at_s + 8, stage=target, hand_off=number))
    assert told[1:] == [{"kind": "forgotten", "names": ["hero", "mood"]}]
    back = screen.after(
        EntryFailed(at_s=40, hand_off=3, what="no model"),
        RolledBack(at_s=40, hand_off=3, to="story", reason="no model"),
    )
    assert [(line["name"], line["value"], line["before"]) for line in back[1:]] == [
        ("hero", "a fox", None),
        ("mood", "funny", None),
    ]


def test_what_is_settled_is_told(screen: Screen) -> None:
    screen.after(*BEGUN)
    told = screen.after(Settled(at_s=5, stage="intro", desk="wishes", summary="a funny fox"))
    assert told == [{"kind": "settled", "stage": "intro", "summary": "a funny fox"}]


def test_a_caller_who_was_away_is_told_so_once_and_for_how_long(screen: Screen) -> None:
    screen.after(*BEGUN)
    told = screen.after(
        CallerAway(at_s=5.5, resumes=True),  # the connection is bad
        CallerAway(at_s=7.0, resumes=True),  # and then there is none
        CallerBack(at_s=8.0),
        CallerBack(at_s=8.2),
    )
    assert told == [{"kind": "away"}, {"kind": "back", "away_s": 2.5}]


def test_the_end_has_the_outcome_and_the_calls_figures(screen: Screen) -> None:
    screen.after(*MET, *(Said(at_s=6, stage="intro", text="Hm.", answer_s=answer_s) for answer_s in (0.5, 0.7, 2.0)))
    (ended,) = screen.after(HungUp(at_s=9), Ended(at_s=9, outcome=Outcome.HUNG_UP))
    figures = {"turns": 2, "answer_median_s": 0.7}
    assert ended == {"kind": "ended", "outcome": "hung_up", "limit": None, **figures, "call": "one"}


def test_of_a_limit_that_ended_the_call_the_name_is_told(screen: Screen) -> None:
    (ended,) = screen.after(*MET, Ended(at_s=9, outcome=Outcome.LIMIT, limit=Limit.TURNS))[-1:]
    assert (ended["outcome"], ended["limit"]) == ("limit", "turns")


def test_of_what_nobody_would_miss_there_is_no_line(screen: Screen) -> None:
    screen.after(*BEGUN)
    assert screen.after(Thinking(at_s=1), AgentsBegan(at_s=2), AgentsEnded(at_s=3)) == []
