"""Who has hung up, and who may be back: a caller that means it is gone at once, one whose connection broke is not."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from livekit import rtc

from segue.transports import room
from segue.transports.room import Departure

Reason = rtc.DisconnectReason


@dataclass
class Someone:
    """A participant."""

    identity: str
    disconnect_reason: Reason.ValueType | None = None


@dataclass
class Room:
    """Who is there."""

    remote_participants: dict[str, Any] = field(default_factory=dict)


class Line:
    """A call, and how often its caller counted as gone."""

    def __init__(self) -> None:
        self.room = Room()
        self.gone = 0
        self.departure = Departure(cast(Any, self.room), cast(Any, Someone("ada")), self._hung_up)

    def leaves(self, who: str, reason: Reason.ValueType) -> None:
        self.departure(cast(Any, Someone(who, reason)))

    def _hung_up(self) -> None:
        self.gone += 1


@pytest.mark.parametrize("reason", [Reason.CLIENT_INITIATED, Reason.ROOM_DELETED, Reason.USER_REJECTED])
def test_who_leaves_on_purpose_is_gone_at_once(reason: Reason.ValueType) -> None:
    line = Line()
    line.leaves("ada", reason)
    assert line.gone == 1


def test_somebody_else_may_leave() -> None:
    line = Line()
    line.leaves("eve", Reason.CLIENT_INITIATED)
    assert not line.gone


def test_without_a_room_the_call_is_over() -> None:
    line = Line()
    line.departure.room_gone(Reason.ROOM_DELETED)
    assert line.gone == 1


@pytest.mark.parametrize("back", [True, False])
async def test_whose_connection_broke_gets_time_to_come_back(back: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    monkeypatch.setattr(room, "BACK_WITHIN_S", 0.0)
    line.leaves("ada", Reason.SIGNAL_CLOSE)
    assert not line.gone
    if back:
        line.room.remote_participants = {"ada": Someone("ada")}
    await asyncio.sleep(0.01)
    assert line.gone == (0 if back else 1)
