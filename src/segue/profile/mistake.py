"""A mistake in a profile: where, what, and the fix."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import NamedTuple

Loc = tuple[str | int, ...]


class Mistake(NamedTuple):
    """One thing that doesn't fit, at `loc` of the profile's YAML."""

    loc: Loc
    what: str
    fix: str


def instead(name: str, there: Collection[str]) -> str:
    """The fix for a name that is not `there`."""
    if close := get_close_matches(name, there, n=1):
        return f"did you mean `{close[0]}`?"
    if not there:
        return "leave it out: there are none"
    return f"use one of: {', '.join(sorted(there))}"
