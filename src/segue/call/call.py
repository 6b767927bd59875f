"""One caller's call: the profile it follows and its one frozen state, replaced only by recording an event."""

from collections.abc import Callable, Mapping

from segue.call.events import Event, Failed
from segue.call.state import Fact, State, reduce
from segue.profile.model import Profile, StageSpec

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
        """Replace the state by what `event` makes of it, and tell every listener."""
        self._state = reduce(self._state, event)
        for listener in self._listeners:
            listener(event, self._state)
        return self._state

    def subscribe(self, listener: Listener) -> None:
        """Have `listener(event, state)` called after each recorded event, in the order of subscription."""
        self._listeners.append(listener)

    def failed(self, where: str, what: str) -> None:
        """Record that a model or a tool failed; `what` names the kind of failure, never the caller's words."""
        self.record(Failed(at_s=self.now(), where=where, what=str(what)))
