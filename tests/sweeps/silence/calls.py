"""One cell's call, in virtual time: the caller says what the phase needs, again when asked, and hangs up at last."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from segue.call.call import Call
from segue.call.events import Entered, Event, Learnt, Settled
from segue.session.build import build
from segue.session.turn_taking import Typed
from segue.transports.typed import TypedCall
from segue.transports.typed_output import TypedOutput
from segue.transports.word_clock import WordClock
from testbed.fakes import Sounded
from testbed.rendered import lines_at_hand
from testbed.virtual_time import run
from tests.sweeps.silence import heard
from tests.sweeps.silence.answers import ASKS, HOST
from tests.sweeps.silence.cells import At, Cell, Models, Part
from tests.sweeps.silence.ringing import ENDS_WITHIN_S, ringing
from tests.sweeps.silence.scripts import begins_with, begins_with_words, script
from tests.sweeps.silence.sets import Fakes, wrapped
from tests.sweeps.silence.spoken_line import SpokenLine
from tests.sweeps.silence.team import played_by, profile
from tests.sweeps.silence.trouble import Trouble
from tests.sweeps.silence.turns import ANSWERS_AFTER_S, AT_MOST_S, Turn
from tests.sweeps.silence.typed_line import TypedLine
from tests.sweeps.silence.unhurried import WORD_S

FACTS = {"wish": "fox"}
REAL_S: Final = 300.0
"""A call takes a fifth of a second; a machine that is busy with other things may take its time."""


@dataclass
class Played:
    """A call that is over, or was given up."""

    cell: Cell
    asks: str = ASKS
    trouble: Trouble = field(init=False)
    events: list[Event] = field(default_factory=list)
    call: Call = field(init=False)
    now: Callable[[], float] = field(init=False)
    words: list[Sounded] = field(default_factory=list)
    """All that sounded, or was shown of a typed call."""
    said: list[tuple[str, float, float]] = field(default_factory=list)
    """What the caller said, from when to when."""
    understood: list[str] = field(default_factory=list)
    """What an STT or a realtime model made of it, whoever was told."""
    due: list[float] = field(default_factory=list)
    """When a line that is to fail was due."""
    finish_s: float = 0.0
    """The caller has hung up, or the call was over before."""
    over_s: float = float("inf")
    gave_up: str = ""
    committed: bool = False
    """Whether there is something to lose."""

    def __post_init__(self) -> None:
        self.trouble = Trouble(self.cell)

    @property
    def stretches(self) -> list[heard.Stretch]:
        """What was heard, told apart."""
        return [*heard.stretches(self.words, heard.lines_of(self.call.profile.lines))]

    def watch(self, call: Call, now: Callable[[], float]) -> None:
        """Have the call's events kept, and the trouble begin in time."""
        self.call, self.now = call, now
        call.subscribe(lambda event, _: self._note(event))

    def begins(self, text: str) -> None:
        """The caller is about to say `text`."""
        if begins_with_words(self.cell, text):
            self.trouble.begin(self.now())

    def _note(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, Entered) and not self.committed:
            self.committed = True
            asyncio.get_running_loop().call_soon(commit, self.call)
        if begins_with(self.cell, event):
            if self.cell.part is Part.FIXED_LINE and self.trouble.began_s is None:
                self.due.append(self.now())
            self.trouble.begin(self.now())


def play(cell: Cell, asks: str = ASKS) -> Played:
    """Play the call of a cell, in which the caller `asks` something."""
    played = Played(cell, asks)
    try:
        with lines_at_hand(WORD_S):
            course = (_typed if cell.models is Models.TYPED else _spoken)(played)
            run(course, at_most_s=AT_MOST_S + 80.0, real_s=REAL_S)
    except Exception as error:  # noqa: BLE001  (what the loop raises, such as a task that is left, is one of the promises)
        played.gave_up = f"{type(error).__name__}: {error}"
    return played


async def _spoken(played: Played) -> None:
    fakes = Fakes(played.cell.models, played.trouble, played.cell)
    async with ringing(profile(played.cell), fakes, lambda call: played.watch(call, call.now)) as line:
        try:
            await _converse(SpokenLine(played, line.call, line.caller, line.earpiece, line.closed, played.begins))
        finally:
            played.finish_s = line.caller.now_s
    played.over_s = line.caller.now_s
    played.words = heard.joined(line.earpiece.log)
    played.understood = fakes.understood()


def commit(call: Call) -> None:
    """Have something known and in the books."""
    for name, value in FACTS.items():
        call.record(Learnt(at_s=call.now(), name=name, value=value, heard=value))
    call.record(Settled(at_s=call.now(), stage=HOST, desk="slow_book", summary="A fox.", rests_on=dict(FACTS)))


async def _typed(played: Played) -> None:
    clock, cell = WordClock(), played.cell
    call = Call(profile(cell), call_id="cell", now=clock)
    played.watch(call, asyncio.get_running_loop().time)
    models = wrapped(Fakes(cell.models, played.trouble, cell), call.switched)
    built = build(call, models, played_by(played.trouble), Typed())
    typing = TypedCall(built, clock, TypedOutput(clock, lambda text: line.shown(text), lambda: line.ended()))
    line = TypedLine(played, call, typing, built.director.closed, played.begins)
    line.ring()
    try:
        await _converse(line)
    finally:
        played.finish_s = line.now_s
        await asyncio.wait_for(line.end(), ENDS_WITHIN_S)
        played.over_s = line.now_s


async def _converse(line: SpokenLine | TypedLine) -> None:
    """What the script has, and again what was asked for again."""
    turn = await line.turn()
    for asked in script(line.played.cell, line.played.asks):
        if asked is None:  # they are waiting to be spoken to
            turn = await line.turn() if turn is Turn.ANSWERED else turn
        elif turn in (Turn.ANSWERED, Turn.AGAIN):
            turn = await _asked(line, asked)
        while turn is Turn.AGAIN and line.now_s < AT_MOST_S:
            turn = await _asked(line, asked or line.played.asks)
    if turn is Turn.ANSWERED and line.played.cell.at is At.ENDING:
        await asyncio.sleep(1.0)  # the agents close the line


async def _asked(line: SpokenLine | TypedLine, text: str) -> Turn:
    await asyncio.sleep(ANSWERS_AFTER_S)
    await line.say(text)
    return await line.turn()
