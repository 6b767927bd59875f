"""One caller's call: the profile it follows and its one frozen state, replaced only by recording an event."""

import logging
from collections.abc import Callable, Mapping

from segue.call.events import Event, Failed
from segue.call.state import Fact, State, reduce
from segue.profile.model import Profile, StageSpec

logger = logging.getLogger("segue.call")

Listener = Callable[[Event, State], None]


class Call:
    """Shared by the agents and tools of one call; nothing else is.

    `now` gives the seconds since the call began; the package itself reads no clock.
    """

    __slots__ = ("_listeners", "_state", "call_id", "now", "profile")

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
        self._listeners: list[Listener] = []
        self._state = State(facts={name: Fact(value) for name, value in (facts or {}).items()})

    @property
    def state(self) -> State:
        """What the call has come to by now."""
        return self._state

    @property
    def stage(self) -> StageSpec:
        """The profile's description of the stage the call is in."""
        return self.profile.stages[self._state.stage or self.profile.opens]

    def record(self, event: Event) -> State:
        """Replace the state by what `event` makes of it, and tell every listener.

        One that raises is dropped, and the log says so: a call that nobody can watch, or keep, is still a call.
        """
        self._state = reduce(self._state, event)
        for listener in [*self._listeners]:
            try:
                listener(event, self._state)
            except Exception as error:  # noqa: BLE001  (whatever it raises, the call has no part in it)
                self._drop(listener, error)
        return self._state

    def subscribe(self, listener: Listener) -> None:
        """Have `listener(event, state)` called after each recorded event, in the order of subscription."""
        self._listeners.append(listener)

    def failed(self, where: str, what: str) -> None:
        """Record that a model or a tool failed; `what` names the kind of failure, never the caller's words."""
        self.record(Failed(at_s=self.now(), where=where, what=str(what)))

    def _drop(self, listener: Listener, error: Exception) -> None:
        if listener not in self._listeners:
            return  # it has recorded something itself, and raised at that as well
        self._listeners.remove(listener)
        name = getattr(listener, "__qualname__", type(listener).__qualname__)
        told = {"listener": name, "error": type(error).__name__, "call": self.call_id}
        logger.error("a listener failed and was dropped", extra=told)
