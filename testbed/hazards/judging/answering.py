"""Which words answer which request, and which words were answered at all."""

import re
from collections.abc import Sequence

from testbed.hazards.observed import Asked, Observed, Sounded


def words(text: str) -> Sequence[str]:
    """The words of a text, however it is written."""
    return re.findall(r"[\w']+", text.lower())


def asked_for(seen: Observed, one: Sounded) -> Asked | None:
    """The request that this speech answers; None for words that no model was asked for, as a fixed line's."""
    start = words(one.text)
    of_it = [
        asked
        for asked in seen.asked
        if asked.agent == one.speaker and asked.at_s <= one.from_s and words(asked.answer)[: len(start)] == start
    ]
    return of_it[-1] if start and of_it else None


def taken_up(seen: Observed, since_s: float) -> set[str]:
    """What models were told of the caller since then, of those whose answer was heard or whose tools were run."""
    answered = [one for sounded in seen.sounded if (one := asked_for(seen, sounded)) is not None]
    acted = [one for one in seen.asked if any(run.tool in one.calls and run.at_s >= one.at_s for run in seen.ran)]
    return {word for one in (*answered, *acted) if one.at_s >= since_s for word in words(one.words("user"))}
