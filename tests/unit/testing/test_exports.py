"""`segue.testing` as a user sees it: what is named is there, and a test speaks the words of a caller's file."""

import inspect

from segue import testing
from segue.caller.script import Expect
from segue.testing import RehearsedCall


def test_everything_that_is_named_says_what_it_is() -> None:
    things = [getattr(testing, name) for name in testing.__all__]
    assert not [thing for thing in things if (inspect.isclass(thing) or callable(thing)) and not thing.__doc__]


def test_a_test_may_expect_what_a_callers_file_may() -> None:
    asked = {name for name in inspect.signature(RehearsedCall.expect).parameters if name != "self"}
    assert asked == {*Expect.model_fields}
