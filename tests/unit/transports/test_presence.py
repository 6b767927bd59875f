"""What becomes of a caller's coming and going: the call is told of it, once, and of nobody else's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from livekit import rtc

from segue.call.call import Call
from segue.call.events import CallerAway, CallerBack, Event, HungUp
from segue.transports.presence import FAREWELL, RESUMES, Presence
from tests.conversation.scripted_call import storyteller

LOST, GOOD = rtc.ConnectionQuality.QUALITY_LOST, rtc.ConnectionQuality.QUALITY_GOOD


@dataclass
class Someone:
    """A participant."""

    identity: str
    attributes: dict[str, str] = field(default_factory=dict)


class Local:
    """The agents' own participant."""

    def __init__(self) -> None:
        self.methods: dict[str, Callable[[Any], Any]] = {}

    def register_rpc_method(self, name: str, handler: Callable[[Any], Any]) -> None:
        self.methods[name] = handler


class Room(rtc.EventEmitter[str]):
    """A room and who is there."""

    def __init__(self, *there: Someone, connected: bool = True) -> None:
        super().__init__()
        self.name = "hello"
        self.remote_participants = {someone.identity: someone for someone in there}
        self.local_participant = Local()
        self._connected = connected

    def isconnected(self) -> bool:
        return self._connected


class Watched:
    """A call whose caller is ada."""

    def __init__(self, *, resumes: bool, there: bool = True, connected: bool = True) -> None:
        self.ada = Someone("ada", {RESUMES: "true"} if resumes else {})
        self.room = Room(*[self.ada] * there, connected=connected)
        self.events: list[Event] = []
        self.call = Call(storyteller(), call_id="test", now=lambda: 1.0)
        self.call.subscribe(lambda event, _: self.events.append(event))
        Presence(cast(Any, self.room), cast(Any, self.ada), self.call, None).begin()

    @property
    def told(self) -> list[type[Event]]:
        return [type(event) for event in self.events]


@pytest.mark.parametrize("resumes", [True, False])
def test_who_leaves_is_told_of_with_whether_they_may_come_back(resumes: bool) -> None:
    line = Watched(resumes=resumes)
    line.room.emit("participant_disconnected", line.ada)
    assert line.events == [CallerAway(at_s=1.0, resumes=resumes)]


def test_who_joins_again_is_back() -> None:
    line = Watched(resumes=True)
    line.room.emit("participant_disconnected", line.ada)
    line.room.emit("participant_connected", line.ada)
    assert line.told == [CallerAway, CallerBack]


def test_somebody_else_may_come_and_go() -> None:
    line = Watched(resumes=True)
    for what in ("participant_connected", "participant_disconnected"):
        line.room.emit(what, Someone("eve"))
    line.room.emit("connection_quality_changed", Someone("eve"), LOST)
    assert not line.events


def test_a_browser_that_was_killed_shows_in_its_connection() -> None:
    line = Watched(resumes=True)
    line.room.emit("connection_quality_changed", line.ada, GOOD)
    assert not line.events
    line.room.emit("connection_quality_changed", line.ada, LOST)
    line.room.emit("connection_quality_changed", line.ada, GOOD)
    assert line.told == [CallerAway, CallerBack]


def test_a_bad_connection_ends_nobodys_call() -> None:
    line = Watched(resumes=False)
    line.room.emit("connection_quality_changed", line.ada, LOST)
    assert not line.events


def test_without_a_room_the_call_is_over() -> None:
    line = Watched(resumes=True)
    line.room.emit("disconnected", "room deleted")
    assert line.told == [HungUp]
    assert Watched(resumes=True, connected=False).told == [HungUp]


async def test_the_caller_alone_hangs_up() -> None:
    line = Watched(resumes=True)
    farewell = line.room.local_participant.methods[FAREWELL]
    for identity, told in (("eve", []), ("ada", [HungUp])):
        asked = rtc.RpcInvocationData("1", identity, "", 1.0)
        assert await farewell(asked) == "ok"
        assert line.told == told
