"""An ordinary end leaves no error in the log, and every other error of the SDK's stays one."""

import logging

import pytest

from segue.worker.sdk_log import call_no_end_an_error

ENDS = (
    "livekit::rtc_engine::rtc_session:704:livekit::rtc_engine - publisher data channel '_reliable' closed unexpectedly",
    "livekit::rtc_engine - failed to negotiate the publisher: Rtc(RtcError { error_type: InvalidState })",
)


@pytest.mark.parametrize("line", ENDS)
def test_the_end_of_a_room_is_no_error(line: str, caplog: pytest.LogCaptureFixture) -> None:
    call_no_end_an_error()
    with caplog.at_level(logging.INFO, "livekit"):
        logging.getLogger("livekit").error(line)
    assert not caplog.records


def test_whoever_wants_to_see_everything_sees_it(caplog: pytest.LogCaptureFixture) -> None:
    call_no_end_an_error()
    with caplog.at_level(logging.DEBUG, "livekit"):
        logging.getLogger("livekit").error(ENDS[0])
    assert [record.levelname for record in caplog.records] == ["DEBUG"]


@pytest.mark.parametrize("line", ["failed to negotiate the publisher: Rtc(RtcError { error_type: Internal })", "lost"])
def test_another_error_of_the_sdk_stays_one(line: str, caplog: pytest.LogCaptureFixture) -> None:
    call_no_end_an_error()
    logging.getLogger("livekit").error(line)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
