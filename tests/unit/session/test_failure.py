"""A failure is on record by its part and its kind, in words that are nobody's but ours."""

from itertools import pairwise

import pytest
from livekit.agents import APIConnectionError, APIError, APIStatusError, APITimeoutError

from segue.session.failure import part, reason
from segue.testing import ScriptedLLM

SECRET = "I am Ada from Turin"


class ConnectError(Exception):
    """As an HTTP client raises it."""


def caused(*errors: BaseException) -> BaseException:
    """The first of the errors, raised from the next, and so on."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (APIError(SECRET), "APIError"),
        (APIStatusError(SECRET, status_code=401), "HTTP 401"),
        (caused(APIConnectionError(SECRET), APIStatusError(SECRET, status_code=503)), "HTTP 503"),
        (APIStatusError(SECRET), "APIStatusError"),
        (caused(APIConnectionError(SECRET), APITimeoutError(), OSError(SECRET)), "no answer in time"),
        (caused(APIConnectionError(SECRET), TimeoutError()), "no answer in time"),
        (caused(APIConnectionError(SECRET), APIConnectionError(), ConnectError(SECRET)), "no connection"),
        (caused(APIConnectionError(SECRET), UnicodeError(SECRET)), "UnicodeError"),
        ("what is no error", "str"),
    ],
    ids=["itself", "401", "503", "no status", "too late", "cut off", "refused", "garbled", "no error"],
)
def test_the_reason_is_what_it_all_began_with(error: object, said: str) -> None:
    assert reason(error) == said


def test_errors_that_cause_each_other_are_told_of_all_the_same() -> None:
    one, other = APIError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert reason(one) == "ValueError"


def test_a_model_is_told_of_by_its_part_and_anything_else_by_its_class() -> None:
    assert part(ScriptedLLM()) == "llm"
    assert part(object()) == "object"
