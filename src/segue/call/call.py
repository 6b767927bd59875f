"""One caller's call: the profile it follows and its one frozen state, replaced only by recording an event."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from segue.call import running
from segue.call.command import Command
from segue.call.decision import Permission
from segue.call.events import Event, Failed, Switched
from segue.call.keeper import Keeper
from segue.call.plan import Plan
from segue.call.rules import decide
from segue.call.state import Fact, State
from segue.profile.model import Profile, StageSpec

logger = logging.getLogger("segue.call")

Listener = Callable[[Event, State], None]


class Call:
    """Shared by the agents and tools of one call; nothing else is.

    `now` gives the seconds since the call began; the package itself reads no clock.
    """

    __slots__ = ("_listeners", "_state", "_waiting", "call_id", "carry_out", "keeper", "now", "profile")

    def __init__(
        self,
        profile: Profile,
        *,
        call_id: str,
        now: Callable[[], float],
        facts: Mapping[str, str] | None = None,
    ) -> None:
        self.profile = profile
        self.call_id = call_id
        self.now = now
        self.carry_out: Callable[[Command], None] = _nobody
        """Who does what the rules want done."""
        self.keeper: Keeper | None = None
        """Who keeps the record of this call, if anybody does."""
        self._listeners: list[Listener] = []
        self._waiting: deque[Command] = deque()
        known = MappingProxyType({name: Fact(value) for name, value in (facts or {}).items()})
        self._state = State(plan=Plan.of(profile), facts=known)

    @property
    def state(self) -> State:
        """What the call has come to by now."""
        return self._state

    @property
    def stage(self) -> StageSpec:
        """The profile's description of the stage the call is in."""
        return self.profile.stages[self._state.stage or self.profile.opens]

    def record(self, event: Event) -> State:
        """Replace the state by what the rules make of `event`, tell every listener, and have done what they want.

        A listener that raises is dropped, and the log says so: a call that nobody can watch, or keep, is still a call.
        """
        self.ask(event)
        return self._state

    def ask(self, event: Event) -> Permission:
        """The same for an event that asks for something: what it gives back is for whoever asks.

        What is not permitted has not happened, and no listener is told of it.
        """
        if event.run is None and (number := running.run.get()) is not None:
            event = replace(event, run=number)
        before, decision = self._state, decide(self._state, event)
        self._state = decision.state
        if self.keeper:
            self.keeper(event, before, decision)
        if decision.permission.permitted:
            self._tell(event)
        self._waiting.extend(decision.commands)
        self._carry_out()
        return decision.permission

    def subscribe(self, listener: Listener) -> None:
        """Have `listener(event, state)` called after each recorded event, in the order of subscription."""
        self._listeners.append(listener)

    async def kept(self) -> bool:
        """Whether what has happened so far would outlive this process, where a record of it is kept at all."""
        return self.keeper is None or await self.keeper.kept()

    def failed(self, where: str, what: str, *, final: bool = False) -> None:
        """Record that a model or a tool failed; `what` names the kind of failure, never the caller's words."""
        self.record(Failed(at_s=self.now(), where=where, what=str(what), final=final))

    def switched(self, part: str, to: str, why: str) -> None:
        """Record that a part of the models has changed places with its backup."""
        self.record(Switched(at_s=self.now(), part=part, to=str(to), why=str(why)))

    def _carry_out(self) -> None:
        """Have done what is wanted, in order; what that records goes first. It is no part of the tool that asked."""
        outside = running.run.set(None)
        try:
            while self._waiting:
                self.carry_out(self._waiting.popleft())
        finally:
            running.run.reset(outside)

    def _tell(self, event: Event) -> None:
        for listener in [*self._listeners]:
            try:
                listener(event, self._state)
            except Exception as error:  # noqa: BLE001  (whatever it raises, the call has no part in it)
                self._drop(listener, error)

    def _drop(self, listener: Listener, error: Exception) -> None:
        if listener not in self._listeners:
            return  # it has recorded something itself, and raised at that as well
        self._listeners.remove(listener)
        name = getattr(listener, "__qualname__", type(listener).__qualname__)
        told = {"listener": name, "error": type(error).__name__, "call": self.call_id}
        logger.error("a listener failed and was dropped", extra=told)


def _nobody(command: Command) -> None:
    """A call that no session plays, as a test may have it."""
