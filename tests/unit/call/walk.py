"""A whole call at random: a caller who talks, coughs, types and hangs up, and agents that answer and hand on."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial

from segue.call.events import (
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    Ending,
    Entered,
    Event,
    Failed,
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Heard,
    HungUp,
    Learnt,
    Outcome,
    Resumed,
    RolledBack,
    Settled,
    Started,
    Thinking,
    ToolFinished,
    ToolStarted,
    TurnOver,
    TypedIn,
)
from tests.unit.call.model_session import ModelSession


class Walk(ModelSession):
    """One call, from its first event to its last."""

    def to_its_end(self, check: Callable[["Walk"], None], within_s: float) -> None:
        """Play it, and `check` it after each thing that happens."""
        self.has(Started, profile="small", models="none")
        self._later(0.1, lambda: self._enter(None, self.state.plan.opens))
        self._later(self._dice.uniform(0, 4), self._caller)
        if self._dice.random() < 0.3:
            self._later(self._dice.uniform(0, 60), lambda: self.has(HungUp))
        if self._dice.random() < self._faults:
            self._later(self._dice.uniform(0, 60), lambda: self._closed(Outcome.FAILED))
        while self.state.outcome is None and self.at_s < within_s:
            self._next()
            check(self)

    def _answer(self, stage: str) -> None:
        if not self._goes_wrong():
            self._later(self._dice.choice([0.1, 0.3, 1.0]), lambda: self._speak(stage))
        elif self._dice.random() < 0.5:
            self._later(0.2, lambda: self.has(Failed, where="llm", what="HTTP 500", final=True))

    def _caller(self) -> None:
        """The caller does something, and again after a while."""
        acts: list[Callable[[], object]] = [self._utter, self._cough, self._type, lambda: None]
        self._dice.choices(acts, [6, 2, 1, 1])[0]()
        self._later(self._dice.choice([0.3, 1.5, 4.0, 9.0, 15.0]), self._caller)

    def _cough(self) -> None:
        self.has(CallerBegan)
        self._later(self._dice.uniform(0.1, 1), lambda: self.has(CallerEnded))

    def _type(self) -> None:
        self.has(TypedIn, text="Friday")

    def _utter(self) -> None:
        self.has(CallerBegan)
        self._later(0.3, self._hush)
        lasts_s = self._dice.choice([0.5, 1.5, 5.0, 14.0])
        self._later(lasts_s, lambda: self.has(CallerEnded))
        realtime = self._dice.random() < 0.3
        self._later(lasts_s + self._dice.uniform(0.1, 1.8), self._heard_by_realtime if realtime else self._turn_over)

    def _turn_over(self) -> None:
        if self.has(TurnOver, text="Friday").permitted:
            self._turn("Friday")

    def _heard_by_realtime(self) -> None:
        self.has(CallerSpoke)
        self._act()
        self._later(self._dice.uniform(0, 3), lambda: self.has(Heard, text="Friday"))

    def _turn(self, text: str) -> None:
        self.has(Heard, text=text)
        self.has(Thinking)
        self._later(self._dice.uniform(0.1, 0.6), self._act)

    def _act(self) -> None:
        """The agent that has the call answers: with words, with a tool, or with both."""
        stage = self.state.stage
        edges = [edge.name for edge in self.state.plan.edges if edge.origin == stage]
        choice = self._dice.random()
        if choice < 0.45 and edges:
            for edge in self._dice.sample(edges, self._dice.randint(1, len(edges))):
                self._tool("hand_on", partial(self._hand_on, edge))
        elif choice < 0.5:
            self._tool("end_call", self._end)
        elif choice < 0.7:
            day = self._dice.choice(["Monday", "Friday"])
            self._tool("remember", lambda run: self.has(Learnt, run=run, name="day", value=day, heard=day))
        elif choice < 0.8:
            rests_on = {"day": "Friday"}
            self._tool(
                "settle",
                lambda run: self.has(Settled, run=run, stage=stage, desk="book", summary="Done.", rests_on=rests_on),
            )
        self._answer(stage)

    def _tool(self, name: str, work: Callable[[int], object]) -> None:
        self._count += 1
        run = self._count
        self.has(ToolStarted, run=run, tool=name)

        def over() -> None:
            work(run)
            self.has(ToolFinished, run=run, tool=name)

        self._later(self._dice.choice([0.0, 0.0, 0.5, 5.0]), over)

    def _hand_on(self, edge: str, run: int) -> None:
        permission = self.has(HandOffRequested, run=run, edge=edge)
        if permission.permitted and not self._goes_wrong():
            after_s = self._dice.choice([0.0, 0.0, 1.0, 3.0])
            self._later(after_s, lambda: self.has(FarewellOver, hand_off=permission.hand_off))

    def _end(self, run: int) -> None:
        if self.has(Ending, run=run, outcome=Outcome.GOODBYE).permitted:
            self._leave()


def by_hand_off(happened: list[Event]) -> dict[int, list[Event]]:
    """What has become of each hand-off, in order."""
    found = defaultdict[int, list[Event]](list)
    for event in happened:
        if isinstance(event, HandedOn | Entered | RolledBack | Resumed) and event.hand_off is not None:
            found[event.hand_off].append(event)
    return found
