"""What a caller does in a hazard, and what they wait for before they do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from testbed.hazards.observed import Observed

PATIENCE_S: Final = 15.0
"""Who waits for something that doesn't come does without it after this, as a rule."""

When: TypeAlias = Callable[[Observed], bool]
"""Whether it has come, by what was observed until now."""


@dataclass(frozen=True, slots=True)
class Speaks:
    """Says it aloud, word by word."""

    text: str


@dataclass(frozen=True, slots=True)
class Types:
    """Sends it as a typed message."""

    text: str


@dataclass(frozen=True, slots=True)
class Coughs:
    """Makes a noise without a word in it."""


@dataclass(frozen=True, slots=True)
class HangsUp:
    """Puts the receiver down."""


@dataclass(frozen=True, slots=True)
class Insists:
    """Says it aloud, and again as often as they are asked to, until it is answered or nobody says anything for long."""

    text: str


@dataclass(frozen=True, slots=True)
class Breaks:
    """What is wrong with the agents begins now, where it is not so from the start: the caller does nothing."""


Act: TypeAlias = Speaks | Types | Coughs | HangsUp | Insists | Breaks


@dataclass(frozen=True, slots=True)
class Move:
    """One thing the caller does, so long after what they wait for."""

    when: When
    does: Act
    after_s: float = 0.0
    patience_s: float = PATIENCE_S


def quiet(seen: Observed) -> bool:
    """Nobody of the agents sounds just now."""
    return all(one.until_s < float("inf") for one in seen.sounded)


def was_heard(agent: str) -> When:
    """The agent has been heard and is silent again."""
    return lambda seen: any(one.speaker == agent for one in seen.sounded) and quiet(seen)


def answered(agent: str, times: int) -> When:
    """The agent has been heard so often, and is silent again."""
    return lambda seen: sum(one.speaker == agent for one in seen.sounded) >= times and quiet(seen)


def asked(agent: str, times: int) -> When:
    """The agent's model was asked so often: the caller's turn was taken."""
    return lambda seen: sum(one.agent == agent for one in seen.asked) >= times


def runs(tool: str) -> When:
    """The tool has begun to run."""
    return lambda seen: any(run.tool == tool for run in seen.ran)


def entered(agent: str) -> When:
    """The agent has the call."""
    return lambda seen: any(one.agent == agent for one in seen.entered)


def farewell(seen: Observed) -> bool:
    """The words beside a call have begun to be heard."""
    called_s = min((one.at_s for one in seen.asked if one.calls), default=float("inf"))
    return any(one.from_s > called_s for one in seen.sounded)


def farewell_over(seen: Observed) -> bool:
    """And they have been heard to their end."""
    return farewell(seen) and quiet(seen)


def silence(seconds: float) -> When:
    """Nobody, the caller neither, has made a sound for so long."""

    def so_long(seen: Observed) -> bool:
        ends = [*(one.until_s for one in seen.sounded), *(one.until_s for one in seen.uttered)]
        return seen.watched_s - max(ends, default=0.0) >= seconds

    return so_long
