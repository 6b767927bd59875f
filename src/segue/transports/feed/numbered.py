"""The lines of one call's feed, each a JSON object: numbered from 1 without a gap, and kept, to be told again."""

import json
from typing import Any, Final

VERSION: Final = 1
"""Raised by one where a client that knows the last one would be misled; more kinds and more fields mislead nobody."""


class Numbered:
    """All that was told so far."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        """In order; the first is number 1."""

    def add(self, at_s: float, line: dict[str, Any]) -> None:
        """Keep `line`, of the call's second `at_s`, under the next number."""
        self.lines.append(_written(len(self.lines) + 1, at_s, line))


def unnumbered(at_s: float, line: dict[str, Any]) -> str:
    """A passing line: what it says is out of date once the next one is there."""
    return _written(None, at_s, line)


def _written(number: int | None, at_s: float, line: dict[str, Any]) -> str:
    # In ASCII, in which halves of surrogate pairs have a form too: models write one at times.
    return json.dumps({"v": VERSION, "n": number, "at_s": round(at_s, 3), **line}, separators=(",", ":"))
