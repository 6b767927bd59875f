"""Whatever goes wrong, the page says it in one plain line and offers a way on."""

import pytest

from testbed.browser.tab import Shown
from tests.page.evening import Evening
from tests.page.scenes.brief import CONFIRM
from tests.page.scenes.dead_ends import WAYS
from tests.page.scenes.going import Cut
from tests.page.scenes.in_vain import InVain
from tests.page.scenes.microphones import Called

pytestmark = [pytest.mark.room, pytest.mark.audio]

SAID = {
    "page_down": "This page’s server does not answer. Is it still running?",
    "server_down": "No LiveKit server answers at its address.",
    "something_else": "No LiveKit server answers at its address.",
    "keys_unknown": "The LiveKit server refused this call’s token. It may have expired.",
    "expired": "The LiveKit server refused this call’s token. It may have expired.",
    "media_blocked": "The LiveKit server answers, but sound does not get through. A firewall or a VPN may block it.",
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_not_getting_through_has_its_line_and_a_way_on(evening: Evening, way: str) -> None:
    came = evening.of(way, Shown)
    assert (came.failure, came.state) == (SAID[way], "failed")
    assert came.retry == "Try again"
    assert came.kept == {}


def test_where_nobody_comes_one_more_room_is_tried_and_then_it_is_said(evening: Evening) -> None:
    call = evening.of("nobody comes", InVain)
    assert "once more" in call.tried_again.status
    assert len({*call.rooms}) == 2
    assert call.failed.failure == "Nobody took the call. The worker may be down, or busy with other calls."
    assert call.failed.retry == "Try again"


def test_an_agent_that_goes_is_missed(evening: Evening) -> None:
    shown = evening.of("the agent goes", Shown)
    assert (shown.failure, shown.retry) == ("The agent has left the call.", "Call again")


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ("microphone denied", "The browser may not use the microphone. You can type instead."),
        ("no microphone", "No microphone was found. You can type instead."),
        ("insecure", "Browsers give a microphone to https pages and to localhost alone. You can type instead."),
    ],
)
def test_who_cannot_be_heard_is_told_so_and_types(evening: Evening, call: str, line: str) -> None:
    called = evening.of(call, Called)
    assert (called.warned.failure, called.warned.state) == (line, "live")
    assert CONFIRM in called.answered.transcript


def test_a_server_that_dies_in_a_call_is_missed_at_once_and_given_up_later(evening: Evening) -> None:
    cut = evening.of("server killed", Cut)
    assert "broken" in cut.broken.status
    assert cut.lost.failure == "The connection to the LiveKit server is lost."
    assert cut.again.failure == "The LiveKit server does not answer."
