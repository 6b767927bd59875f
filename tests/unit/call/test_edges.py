"""A hand-off is permitted when the profile's conditions hold; if not, the model is told what to do first."""

from dataclasses import replace
from pathlib import Path

import pytest

from segue.call.edges import spent, why_not
from segue.call.events import Outcome
from segue.call.plan import Plan
from segue.call.state import Fact, Settlement, State
from segue.profile.load import load
from segue.profile.model import Edge
from tests.unit.profile.small_profile import KNOWN

PROFILES = Path(__file__).resolve().parents[3] / "profiles"
STORYTELLER = load(PROFILES / "storyteller", KNOWN)
EDGE = Edge(name="begin_task", origin="intro", target="task", when="When it is time.", needs=["name", "place"])
BOTH = {"name": Fact("Ada"), "place": Fact("Turin")}
PLAN = Plan.of(STORYTELLER)
READY = State(plan=PLAN, stage="intro", facts=BOTH)


def refusal(state: State, at_s: float = 60.0, **otherwise: object) -> str | None:
    return why_not(EDGE.model_copy(update=otherwise), state, at_s)


def test_an_edge_is_open_when_all_it_needs_is_known_and_confirmed() -> None:
    assert refusal(READY) is None


def test_what_is_missing_is_asked_for_in_the_profiles_words_and_order() -> None:
    assert refusal(State(plan=PLAN)) == "Not yet: ask the caller what to call you and where you are from first."
    assert refusal(State(plan=PLAN, facts={"name": Fact("Ada")})) == "Not yet: ask the caller where you are from first."


def test_a_declined_fact_holds_nobody_up() -> None:
    assert refusal(replace(READY, facts={"name": Fact(None), "place": Fact("Turin")})) is None


def test_what_the_caller_could_not_correct_yet_is_read_back_first() -> None:
    assert refusal(replace(READY, unconfirmed=frozenset({"place"}))) == (
        "Not yet: read back the place and wait for the caller's answer."
    )


def test_an_unconfirmed_fact_that_the_edge_does_not_need_holds_nobody_up() -> None:
    assert refusal(replace(READY, unconfirmed=frozenset({"mood"}))) is None


def test_a_desk_that_must_settle_first_is_waited_for() -> None:
    assert refusal(READY, settled=True) == "Not yet: settle it first."
    assert (
        refusal(replace(READY, settled={"task": Settlement("A story.")}), settled=True) == "Not yet: settle it first."
    )
    assert refusal(replace(READY, settled={"intro": Settlement("A visit.")}), settled=True) is None


@pytest.mark.parametrize(("taken", "open_"), [(0, True), (1, True), (2, False), (3, False)])
def test_an_edge_is_taken_no_more_often_than_its_budget(taken: int, open_: bool) -> None:
    reason = refusal(replace(READY, crossings={"begin_task": taken, "other": 9}), budget=2)
    assert (reason is None) is open_
    assert open_ or "offer to end the call" in str(reason)


def test_a_call_has_no_more_hand_offs_than_its_limit() -> None:
    assert not spent(replace(READY, crossings={"begin_task": 12, "other": 7}))
    assert spent(replace(READY, crossings={"begin_task": 12, "other": 8}))


def test_an_agent_keeps_the_caller_a_moment_unless_they_have_spoken() -> None:
    handed = replace(READY, path=("task", "intro"), entered_at_s=60.0)
    assert "only just taken the call" in str(refusal(handed, 61.9))
    assert refusal(handed, 62.0) is None
    assert refusal(replace(handed, met=True), 60.1) is None
    assert refusal(replace(handed, path=("intro",)), 60.1) is None  # whoever opens the call has greeted them


def test_a_call_that_is_ending_is_handed_on_no_more() -> None:
    assert refusal(replace(READY, ending=Outcome.GOODBYE)) == "The call is ending; hand nobody on."


def test_no_refusal_repeats_what_the_caller_said() -> None:
    said = {"name": Fact("Xyzzy", "Xyzzy"), "place": Fact("Xyzzy", "Xyzzy")}
    state = State(plan=PLAN, facts=said, unconfirmed=frozenset(said), crossings={"begin_task": 2})
    for reason in (refusal(state), refusal(replace(state, unconfirmed=frozenset()), budget=2)):
        assert reason is not None
        assert "Xyzzy" not in reason
