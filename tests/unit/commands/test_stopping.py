"""A verb that ends before its time says why in its exit status, and what this machine lacks in one line."""

import errno
import signal
from collections.abc import Iterator

import pytest

from commands.stopping import attended, told

TAKEN = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in TAKEN}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def raising(number: signal.Signals, otherwise: int) -> int:
    signal.raise_signal(number)
    return otherwise


def raises(error: BaseException) -> int:
    raise error


def test_what_ends_by_itself_says_how() -> None:
    assert [attended(len, list("abc")[:n]) for n in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("number", TAKEN, ids=lambda number: number.name)
def test_a_signal_ends_it_as_ctrl_c_does(number: signal.Signals) -> None:
    def waits(_: list[str]) -> int:
        signal.raise_signal(number)
        return 0

    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)
    assert attended(waits, []) == 128 + number


def test_the_signal_is_told_of_also_by_a_verb_that_takes_leave_itself() -> None:
    def takes_leave(_: list[str]) -> int:
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt:
            return 130
        return 0

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    assert attended(takes_leave, []) == 128 + signal.SIGTERM


def test_in_the_background_where_ctrl_c_is_ignored_the_others_are_not() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    assert attended(lambda _: raising(signal.SIGTERM, 0), []) == 128 + signal.SIGTERM


def test_what_nohup_has_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    assert attended(lambda _: raising(signal.SIGHUP, 7), []) == 7


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/calls/one"),
            "/calls/one: No space left on device; make room",
        ),
        (
            OSError(errno.EMFILE, "Too many open files"),
            "Too many open files; raise the limit for open files (ulimit -n)",
        ),
        (OSError("calls: can't be written"), "calls: can't be written"),
    ],
    ids=["no room", "no file left", "no number"],
)
def test_what_this_machine_lacks_is_one_line_and_a_two(
    error: OSError, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert attended(lambda _: raises(error), []) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"segue: {line}")
    assert told(error) in err


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(LookupError):
        attended(lambda _: raises(LookupError()), [])
