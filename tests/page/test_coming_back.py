"""A reload is not a hang-up, and a second tab no second call."""

import pytest

from segue.call.events import CallerAway, Ended, Heard, Outcome, Said
from segue.records import journal
from tests.page.evening import Evening
from tests.page.scenes.brief import CONFIRM
from tests.page.scenes.coming_back import CameBack
from tests.page.scenes.company import CHAT, InCompany
from tests.page.scenes.going import Killed

pytestmark = [pytest.mark.room, pytest.mark.audio]


@pytest.fixture(params=["reloaded", "away for a second", "away for five"])
def came_back(evening: Evening, request: pytest.FixtureRequest) -> CameBack:
    """Who left in the middle of the story and came back."""
    return evening.of(request.param, CameBack)


@pytest.fixture
def company(evening: Evening) -> InCompany:
    """Who had a guest, and then a second tab."""
    return evening.of("in company", InCompany)


def test_who_comes_back_is_in_the_same_stage_with_the_same_facts(came_back: CameBack) -> None:
    assert came_back.before.now == ("story",)
    assert came_back.after.now == came_back.before.now
    assert came_back.after.seen == came_back.before.seen
    assert came_back.after.facts == came_back.before.facts


def test_who_comes_back_reads_all_that_was_said(came_back: CameBack) -> None:
    said = [(line.by, line.text) for line in came_back.before.lines if not line.passing]
    again = [(line.by, line.text) for line in came_back.after.lines]
    assert again[: len(said)] == said


def test_who_comes_back_is_spoken_to(came_back: CameBack) -> None:
    assert came_back.after.state == "live"
    assert came_back.after.failure == ""
    assert came_back.after.lines[-1].by == "agents"


def test_the_tab_holds_room_identity_and_secret_and_nothing_else(came_back: CameBack) -> None:
    before, after = came_back.held
    assert before == after
    assert before.keys() == {"room", "identity", "secret"}
    assert came_back.before.kept.keys() == {"segue.call"}


def test_the_browser_has_no_complaint_of_a_page_that_came_back(came_back: CameBack) -> None:
    assert came_back.complaints == []


def test_a_second_tab_takes_over_with_the_history_and_the_first_says_so(company: InCompany) -> None:
    assert company.first.failure == "This call goes on in another tab."
    assert company.first.retry == "Go on here"
    assert company.second.said("caller") == company.with_guest.said("caller")
    assert company.second.facts == company.with_guest.facts
    assert company.second.now == ("intro",)
    assert company.went_on.now == ("task",)


def test_a_guests_words_are_shown_as_the_guests_and_go_to_no_agent(company: InCompany) -> None:
    assert company.with_guest.said("guest") == [CHAT]
    assert company.with_guest.said("caller") == ["I am Grace, and I come from Turin."]
    assert "too" not in " ".join(company.with_guest.said("agents"))


def test_a_guest_is_told_no_more_than_the_room_hears(company: InCompany) -> None:
    everything = company.guest.everything()
    assert f"Grace, from Turin, {CONFIRM}" in everything
    assert "segue.call" not in everything
    assert '"kind"' not in everything


def test_a_killed_browser_is_noticed_as_one_and_nobody_is_asked_whether_they_are_there(evening: Evening) -> None:
    killed = evening.of("browser killed", Killed)
    events = [*journal.read(evening.calls / killed.call / "journal.jsonl")]
    away = next(at for at, event in enumerate(events) if isinstance(event, CallerAway))
    assert not [event for event in events[away:] if isinstance(event, Heard)]
    assert "Are you still there?" not in [event.text for event in events[away:] if isinstance(event, Said)]
    [ended] = [event for event in events if isinstance(event, Ended)]
    assert ended.outcome is Outcome.HUNG_UP
