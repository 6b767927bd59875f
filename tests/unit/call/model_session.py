"""A session without a library, in virtual time: it carries out what the rules want, and fails as a real one does.

Whatever is to be done is done, late, or not at all, as the dice say.
"""

import heapq
from collections.abc import Callable
from random import Random

from segue.call.command import (
    Arm,
    Cancel,
    Close,
    Command,
    Commit,
    GenerateReply,
    Keep,
    Leave,
    PlayLine,
    RollBack,
    SayLine,
    Withdraw,
)
from segue.call.decision import Permission
from segue.call.events import (
    FIRED,
    AgentsBegan,
    AgentsEnded,
    Ended,
    Entered,
    EntryFailed,
    Event,
    GoodbyeOver,
    HandedOn,
    HandOffRequested,
    Heard,
    LineHeard,
    Outcome,
    Resumed,
    RolledBack,
    Said,
    Timer,
)
from segue.call.plan import Plan
from segue.call.rules import decide
from segue.call.state import State


class ModelSession:
    """One call's. `faults` is the chance that something fails, comes late or does not come, each time it could."""

    def __init__(self, seed: int, plan: Plan, faults: float) -> None:
        self.state = State(plan=plan)
        self.at_s = 0.0
        self.happened: list[Event] = []
        """What was permitted, in order."""
        self.wanted: list[Command] = []
        self.granted: list[int] = []
        self._dice = Random(seed)
        self._faults = faults
        self._soon: list[tuple[float, int, Callable[[], object]]] = []
        self._count = 0
        self._due: dict[Timer, Arm] = {}
        self._due_s: dict[Timer, float] = {}
        self._speech = 0
        """The number of the speech that is heard, or was the last."""

    def has(self, kind: Callable[..., Event], **fields: object) -> Permission:
        """An event, now; and what the rules want of it is done."""
        event = kind(at_s=self.at_s, **fields)
        decision = decide(self.state, event)
        self.state = decision.state
        if decision.permission.permitted:
            self.happened.append(event)
            if isinstance(event, HandOffRequested):
                self.granted.append(decision.permission.hand_off)
        for command in decision.commands:
            self.wanted.append(command)
            self._do(command)
        return decision.permission

    @property
    def running(self) -> dict[Timer, int]:
        """The timers that have neither run out nor been cancelled."""
        return {timer: armed.of for timer, armed in self._due.items()}

    def _next(self) -> None:
        timer = min(self._due, key=lambda each: self._due_s[each], default=None)
        if timer is not None and (not self._soon or self._due_s[timer] <= self._soon[0][0]):
            self.at_s = self._due_s[timer]
            self.has(FIRED[timer], of=self._due.pop(timer).of)
        elif self._soon:
            self.at_s, _, act = heapq.heappop(self._soon)
            act()
        else:
            raise AssertionError(f"nothing is to come any more in {self.state.phase}")

    def _later(self, after_s: float, act: Callable[[], object]) -> None:
        self._count += 1
        heapq.heappush(self._soon, (self.at_s + after_s, self._count, act))

    def _goes_wrong(self) -> bool:
        return self._dice.random() < self._faults

    def _do(self, command: Command) -> None:
        match command:
            case Arm(timer):
                self._due[timer], self._due_s[timer] = command, self.at_s + command.after_s
            case Cancel(timer):
                del self._due[timer]
            case GenerateReply(text):
                self._hush()
                self._turn(text)
            case Keep(text):
                self.has(Heard, text=text)
            case SayLine():
                self._later(0.1, lambda: self._speak(self.state.stage))
            case PlayLine(line):
                self._later(
                    self._dice.uniform(0.5, 3),
                    lambda: self.has(LineHeard, stage=self.state.stage, line=line, text="Hm."),
                )
            case Leave():
                self._leave()
            case Close():
                self._later(0.1, lambda: self._closed(self.state.ending or Outcome.HUNG_UP))
            case Commit():
                self._commit(command)
            case Withdraw(hand_off, to, reason):
                self.has(RolledBack, hand_off=hand_off, to=to, reason=reason)
            case RollBack():
                self._roll_back(command)

    def _commit(self, command: Commit) -> None:
        hand_off = self.state.hand_off
        assert hand_off is not None, "a commit without a hand-off"
        assert hand_off.number == command.hand_off
        if self._goes_wrong():
            if self._dice.random() < 0.7:  # otherwise it hangs, or is lost
                self.has(EntryFailed, hand_off=hand_off.number, what="ValueError")
            return
        edge, origin, target = hand_off.edge, hand_off.origin, hand_off.target
        if command.cut:
            self._hush()
        self.has(HandedOn, hand_off=hand_off.number, edge=edge, origin=origin, target=target)
        self._arrive(hand_off.number, lambda: self._enter(hand_off.number, target))

    def _roll_back(self, command: RollBack) -> None:
        self.has(RolledBack, hand_off=command.hand_off, to=command.to, reason=command.reason)

        def resume() -> None:
            self.has(Resumed, hand_off=command.hand_off, stage=command.to)

        self._hush()
        self._arrive(command.hand_off, resume)

    def _arrive(self, number: int, arrival: Callable[[], None]) -> None:
        """An agent takes the call: at once, a little later, too late, or never."""
        if not self._goes_wrong():
            self._later(self._dice.choice([0.0, 0.05, 0.4]), arrival)
        elif self._dice.random() < 0.5:
            self._later(self._dice.uniform(0, 3), lambda: self.has(EntryFailed, hand_off=number, what="RuntimeError"))
        elif self._dice.random() < 0.5:
            self._later(self._dice.uniform(2, 6), arrival)

    def _enter(self, number: int | None, stage: str) -> None:
        if self.has(Entered, stage=stage, hand_off=number).permitted:
            self._answer(stage)

    def _speak(self, stage: str) -> None:
        """Somebody is heard for a while, unless they have lost the call meanwhile."""
        if stage != self.state.stage or self.state.outcome or self.state.ending:
            return
        self._speech += 1
        speech = self._speech
        self.has(AgentsBegan)
        self._later(self._dice.uniform(0.5, 6), lambda: self._spoken(speech, stage))

    def _spoken(self, speech: int, stage: str, *, interrupted: bool = False) -> None:
        if speech == self._speech and self.state.sounding:
            self._speech += 1
            self.has(Said, stage=stage, text="Hm.", interrupted=interrupted)
            self.has(AgentsEnded)

    def _hush(self) -> None:
        self._spoken(self._speech, self.state.stage, interrupted=True)

    def _leave(self) -> None:
        self._hush()
        if not self._goes_wrong():
            self._later(self._dice.uniform(0, 4), lambda: self.has(GoodbyeOver))

    def _closed(self, outcome: Outcome) -> None:
        if self.state.outcome is None:
            self.has(Ended, outcome=outcome)

    def _turn(self, text: str) -> None:
        """The agent that has the call takes a turn of the caller's."""
        raise NotImplementedError

    def _answer(self, stage: str) -> None:
        """The agent of `stage`, which has the call, says something."""
        raise NotImplementedError
