"""How an agent's instructions end: with the caller's facts as one line of JSON under a heading of its own.

Written and read in one place, so that they can't drift apart.
"""

import json
from collections.abc import Mapping

HEADING = "## What we know"


def write(facts: Mapping[str, str | None]) -> str:
    """The facts as data, so that none of them can pass for an instruction. None: the caller would rather not say."""
    return f"{HEADING}\n{json.dumps(dict(facts), ensure_ascii=False)}"


def read(instructions: str) -> dict[str, str | None]:
    """The facts at the end of `instructions`; none where they do not end that way."""
    # With its line break, which JSON has none of: a fact that reads like the heading is still a fact.
    _, found, facts = instructions.rpartition(f"{HEADING}\n")
    try:
        value = json.loads(facts) if found else {}
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    return {name: fact for name, fact in value.items() if fact is None or isinstance(fact, str)}
