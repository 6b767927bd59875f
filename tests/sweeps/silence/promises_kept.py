"""The four promises to whoever waits, and what of them a call did not keep."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from segue.call.events import Ended, HandedOn, Heard, Outcome, RolledBack
from tests.sweeps.silence import heard
from tests.sweeps.silence.answers import ASKS, HOST
from tests.sweeps.silence.calls import FACTS, Played, play
from tests.sweeps.silence.cells import At, Cell, Lasts, Models, Part
from tests.sweeps.silence.waiting import Waited, waited

SOUND_WITHIN_S: Final = 3.0
HONEST_WITHIN_S: Final = 8.0
OVER_WITHIN_S: Final = 5.0
"""After the caller has hung up."""
CALLED: Final = {Part.FIXED_LINE: ("tts",), Part.ON_ENTER: ("on_enter", "agent")}
"""What a part is called where a call has failed, if not by its own name."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept."""

    promise: int
    what: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell's call."""

    cell: Cell
    waited: Waited
    outcome: str
    broken: tuple[Broken, ...]

    def lines(self) -> list[str]:
        """One for each promise that was not kept."""
        return [f"{self.cell} | {one.promise} | {one.what}" for one in self.broken]


def judged(cell: Cell, asks: str = ASKS) -> Judged:
    """Play a cell's call, and judge it."""
    played = play(cell, asks)
    if played.gave_up and played.over_s == float("inf") and not hasattr(played, "call"):
        return Judged(cell, Waited(), "-", (Broken(4, played.gave_up),))
    took = waited(played)
    ended = [event.outcome for event in played.events if isinstance(event, Ended)]
    broken = [*_waits(took), *_blame(played, ended), *_end(played, ended), *_kept(played, ended)]
    return Judged(cell, took, ended[0] if ended else "-", tuple(broken))


def _waits(took: Waited) -> Iterator[Broken]:
    if took.sound_s > SOUND_WITHIN_S + 1e-6:
        yield Broken(1, f"{took.sound_s:.2f} s without a sound from {took.sound_at_s:.2f}")
    if took.honest_s > HONEST_WITHIN_S + 1e-6:
        yield Broken(2, f"{took.honest_s:.2f} s without an honest sentence from {took.honest_at_s:.2f}")
    elif took.left:
        yield Broken(2, f"the call was over after {took.honest_s:.2f} s without an honest sentence")


def _blame(played: Played, ended: list[Outcome]) -> Iterator[Broken]:
    began_s = played.trouble.began_s
    if began_s is None:
        yield Broken(4, "the trouble never began: the call did not come to its phase")
        return
    if not played.trouble.hits:
        yield Broken(4, "the trouble struck nobody")
    nudged = played.cell.part is Part.FIXED_LINE and played.cell.at is At.TURN  # they are silent indeed
    for one in played.stretches:
        if one.start_s > began_s - 1e-6 and one.kind in (heard.BLAMES[1:] if nudged else heard.BLAMES):
            yield Broken(3, f"{one.kind} at {one.start_s:.2f}")
    if Outcome.SILENCE in ended:
        yield Broken(3, "ended as silence")
    if Outcome.FAILED in ended:
        part = played.cell.part
        names = CALLED.get(part, (part.value,))
        told = next(event.part for event in played.events if isinstance(event, Ended))
        if told not in names:
            yield Broken(3, f"failed by {' or '.join(names)}, and named is {told or 'nothing'}")


def _end(played: Played, ended: list[Outcome]) -> Iterator[Broken]:
    if played.gave_up:
        yield Broken(4, f"did not come to its end: {played.gave_up[:300]}")
    elif len(ended) != 1:
        yield Broken(4, f"ended {len(ended)} times")
    elif played.over_s - played.finish_s > OVER_WITHIN_S:
        yield Broken(4, f"over {played.over_s - played.finish_s:.2f} s after the hang-up")


def _kept(played: Played, ended: list[Outcome]) -> Iterator[Broken]:
    state = played.call.state
    if played.committed and (state.known() != FACTS or HOST not in state.settled):
        yield Broken(4, f"known are {state.known()}, settled {[*state.settled]}")
    made = {event.hand_off for event in played.events if isinstance(event, HandedOn)}
    made -= {event.hand_off for event in played.events if isinstance(event, RolledBack)}
    if sum(state.crossings.values()) != len(made):
        yield Broken(4, f"{dict(state.crossings)} crossings in the books, {len(made)} made")
    if state.hand_off is not None:
        yield Broken(4, "a hand-off is left open")
    yield from _words(played, ended)


def _words(played: Played, ended: list[Outcome]) -> Iterator[Broken]:
    """Once, and all of them; of an STT that stays dead and has nobody behind it, those it has understood."""
    on_record = Counter(" ".join(event.text for event in played.events if isinstance(event, Heard)).split())
    said = Counter(" ".join(text for text, _, _ in played.said).split())
    if more := on_record - said:
        yield Broken(4, f"on record though not said so often: {' '.join(more.elements())}")
    got = said
    unheard = played.cell.part in (Part.STT, Part.REALTIME) and played.cell.models in (Models.ALONE, Models.REALTIME)
    if unheard and (played.cell.lasts is Lasts.FOR_GOOD or Outcome.FAILED in ended):
        got = said & Counter(" ".join(played.understood).split())
    elif Outcome.FAILED in ended and played.said and played.said[-1][1] > played.finish_s - 4.0:
        got = said - Counter(played.said[-1][0].split())  # said into the apology
    if lost := got - on_record:
        yield Broken(4, f"said and not on record: {' '.join(lost.elements())}")
