"""How long the caller has waited: for a sound, and for an honest sentence or the answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.sweeps.silence import heard
from tests.sweeps.silence.calls import Played
from tests.sweeps.silence.cells import Models, Part
from tests.sweeps.silence.heard import Stretch


@dataclass(slots=True)
class Waited:
    """The longest of a call, in seconds, and when it began."""

    sound_s: float = 0.0
    sound_at_s: float = 0.0
    honest_s: float = 0.0
    honest_at_s: float = 0.0
    left: bool = False
    """Whether something was owed to the caller as the call ended, and nobody had said so."""


@dataclass(slots=True)
class _Debt:
    """What the agents owe. It begins with the caller's last sound, and ends with an answer's last word, or with a line
    that makes it the caller's turn."""

    waited: Waited = field(default_factory=Waited)
    owed: bool = False
    sound_at_s: float = 0.0
    honest_at_s: float = 0.0

    def begin(self, at_s: float) -> None:
        self.owed, self.sound_at_s, self.honest_at_s = True, at_s, at_s

    def until(self, at_s: float, *, honest: bool) -> None:
        """Something is heard, or nothing more is to be."""
        if at_s - self.sound_at_s > self.waited.sound_s:
            self.waited.sound_s, self.waited.sound_at_s = at_s - self.sound_at_s, self.sound_at_s
        if honest and at_s - self.honest_at_s > self.waited.honest_s:
            self.waited.honest_s, self.waited.honest_at_s = at_s - self.honest_at_s, self.honest_at_s

    def hear(self, one: Stretch, *, honest: bool, settles: bool) -> None:
        if not self.owed:
            return
        self.until(one.start_s, honest=honest)
        self.sound_at_s = max(self.sound_at_s, one.end_s)
        if honest:
            self.honest_at_s = max(self.honest_at_s, one.end_s)
        self.owed = not settles


def waited(played: Played) -> Waited:
    """By what truly sounded; of a typed call, by what was shown, where no sound is owed."""
    debt, due = _Debt(), heard.DUE if played.cell.part is Part.FIXED_LINE else ()
    finish_s = min(played.finish_s, played.over_s)
    debt.begin(0.0)
    for at_s, one in sorted(_course(played), key=lambda each: each[0]):
        if at_s > finish_s + 1e-6:
            break
        if isinstance(one, Stretch):
            honest = one.kind in (heard.ANSWER, *heard.HONEST, *due)
            settles = one.ends_answer or one.kind in ("apology", *due, *heard.ASKS_AGAIN)
            debt.hear(one, honest=honest, settles=settles and one.whole)
        elif one is None:
            if not debt.owed:
                debt.begin(at_s)
        else:
            if debt.owed:
                debt.until(at_s, honest=True)
            debt.begin(one)
    if debt.owed:
        debt.until(finish_s, honest=True)
        debt.waited.left = True
    if played.cell.models is Models.TYPED:
        debt.waited.sound_s = 0.0
    return debt.waited


def _course(played: Played) -> Iterator[tuple[float, Stretch | float | None]]:
    """All that matters, each with its second: a stretch of sound; the caller's words, with their end; a line due."""
    yield from ((start_s, end_s) for _, start_s, end_s in played.said)
    yield from ((at_s, None) for at_s in played.due)
    yield from ((one.start_s, one) for one in played.stretches)  # what comes of words comes after them
