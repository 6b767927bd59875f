"""The feed on its way: to the caller alone, in order, again from the start; and it costs the call nothing."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, cast

import pytest
from livekit import rtc
from livekit.agents import UserInputTranscribedEvent

from segue.call.call import Call
from segue.call.events import Ended, Entered, Event, Heard, Outcome, Said, Started
from segue.transports.feed import TOPIC, VERSION, CallerFeed
from testbed.virtual_time import in_virtual_time
from tests.unit.call.test_edges import STORYTELLER


@dataclass
class Someone:
    """A participant."""

    identity: str


class Participant:
    """The agent's, through which the feed goes; it may be slow, or out of order."""

    def __init__(self) -> None:
        self.streams: list[str] = []
        self.kept_waiting = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()
        self.broken = False

    async def send_text(self, text: str, *, topic: str, destination_identities: list[str], compress: bool) -> None:
        assert (topic, destination_identities, compress) == (TOPIC, ["ada"], False)
        self.kept_waiting.set()
        await self.free.wait()
        if self.broken:
            raise ConnectionError("no")
        self.streams.append(text)


class Room(rtc.Room):
    """One that is open, with that participant in it."""

    def __init__(self) -> None:
        super().__init__()
        self.participant = Participant()
        self.open = True

    def isconnected(self) -> bool:
        return self.open

    @property
    def local_participant(self) -> Participant:  # type: ignore[override]  # as much of one as is used
        return self.participant


class Told:
    """A call with its feed, and what came of it."""

    def __init__(self, caller: str | None = "ada", call: Call | None = None) -> None:
        self.room = Room()
        self.call = call or Call(STORYTELLER, call_id="one", now=lambda: 1.5)
        self.feed = CallerFeed(self.room, cast(Any, Someone(caller) if caller else None), self.call, "rehearsal")

    def record(self, *events: Event) -> None:
        for event in events:
            self.call.record(event)

    def hears(self, text: str, *, final: bool = False) -> None:
        self.feed.hear(UserInputTranscribedEvent(transcript=text, is_final=final))

    def joins(self, who: str) -> None:
        self.room.emit("participant_active", Someone(who))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for text in self.room.participant.streams for line in text.splitlines()]

    @property
    def numbers(self) -> list[int | None]:
        return [line["n"] for line in self.lines]

    @property
    def hearing(self) -> list[str]:
        return [line["text"] for line in self.lines if line["kind"] == "hearing"]


BEGUN = (Started(at_s=0, profile="storyteller", models="rehearsal"), Entered(at_s=0.25, stage="intro"))
SAID = Said(at_s=1, stage="intro", text="Hello.")
HEARD = Heard(at_s=2, text="I'm Ada, from Lyon.")
OVER = Ended(at_s=3, outcome=Outcome.HUNG_UP)


async def settled() -> None:
    """Whatever can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


@in_virtual_time()
async def test_every_line_has_its_version_and_number_and_second() -> None:
    told = Told()
    told.record(*BEGUN, SAID, HEARD, OVER)
    await told.feed.finish()
    assert told.numbers == [1, 2, 3, 4, 5]
    assert [line["kind"] for line in told.lines] == ["call", "stage", "said", "heard", "ended"]
    assert [line["at_s"] for line in told.lines] == [1.5, 0.25, 1, 2, 3]
    assert {line["v"] for line in told.lines} == {VERSION}


@in_virtual_time()
async def test_lines_that_come_while_others_are_on_their_way_wait_for_those_and_keep_nobody() -> None:
    told = Told()
    told.room.participant.free.clear()
    await told.room.participant.kept_waiting.wait()
    told.record(*BEGUN, SAID)
    await settled()
    assert told.lines == []
    told.room.participant.free.set()
    await told.feed.finish()
    assert told.numbers == [1, 2, 3]


@in_virtual_time()
async def test_a_caller_who_joins_anew_is_told_all_of_it_once_more() -> None:
    told = Told()
    told.record(*BEGUN)
    await settled()
    told.joins("ada")
    await settled()
    told.record(SAID)
    await settled()
    assert told.numbers == [1, 2, 1, 2, 3]
    await told.feed.finish()


@in_virtual_time()
async def test_so_is_one_who_joins_while_something_is_being_sent() -> None:
    told = Told()
    told.room.participant.free.clear()
    told.record(*BEGUN)
    await told.room.participant.kept_waiting.wait()
    told.joins("ada")
    told.room.participant.free.set()
    await settled()
    assert told.numbers == [1, 2, 1, 2]
    await told.feed.finish()


@in_virtual_time()
async def test_of_somebody_else_who_joins_the_feed_takes_no_notice() -> None:
    told = Told()
    await settled()
    told.joins("eve")
    await settled()
    assert told.numbers == [1]
    await told.feed.finish()


@in_virtual_time()
async def test_without_a_caller_nobody_is_told() -> None:
    told = Told(caller=None)
    told.record(*BEGUN, HEARD)
    told.joins("")
    await told.feed.finish()
    assert told.lines == []


@in_virtual_time()
async def test_what_could_not_be_sent_goes_with_the_next_and_the_log_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = Told()
    told.room.participant.broken = True
    await settled()
    told.record(*BEGUN)
    await settled()
    told.room.participant.broken = False
    told.record(SAID, HEARD)
    await settled()
    assert told.numbers == [1, 2, 3, 4]
    assert [record.message for record in caplog.records] == ["the caller's screen is not told of the call"]
    assert "Ada" not in caplog.text
    await told.feed.finish()


@in_virtual_time()
async def test_where_there_is_no_room_any_more_nothing_is_sent() -> None:
    told = Told()
    await settled()
    told.room.open = False
    told.record(*BEGUN, OVER)
    await told.feed.finish()
    assert told.numbers == [1]


@in_virtual_time()
async def test_the_end_waits_for_the_last_line_to_go() -> None:
    told = Told()
    told.room.participant.free.clear()
    told.record(*BEGUN, OVER)
    finishing = asyncio.create_task(told.feed.finish())
    await told.room.participant.kept_waiting.wait()
    assert not finishing.done()
    told.room.participant.free.set()
    await finishing
    assert told.lines[-1]["kind"] == "ended"


@in_virtual_time()
async def test_but_not_for_ever_and_nothing_outlives_it() -> None:
    told = Told()
    told.room.participant.free.clear()
    told.record(*BEGUN, OVER)
    await told.feed.finish()
    await settled()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    told.record(SAID)
    told.joins("ada")
    await settled()
    assert told.lines == []


@in_virtual_time()
async def test_words_are_shown_while_they_are_being_said_but_not_each_of_them() -> None:
    told = Told()
    await settled()
    for text in ("I", "I'm", "I'm Ada"):
        told.hears(text)
    await settled()
    for text in ("I'm Ada from", "I'm Ada from Lyon"):
        told.hears(text)
    await asyncio.sleep(1)
    assert told.hearing == ["I'm Ada", "I'm Ada from Lyon"]
    assert told.numbers == [1, None, None]
    told.joins("ada")
    await settled()
    assert told.numbers == [1, None, None, 1]
    await told.feed.finish()


@in_virtual_time()
async def test_a_turn_in_several_pieces_is_shown_whole_and_no_longer_once_it_is_on_record() -> None:
    told = Told()
    told.record(*BEGUN)
    told.hears("I'm Ada,", final=True)
    told.hears("from")
    await asyncio.sleep(1)
    told.hears("from Lyon")
    told.record(HEARD)
    await asyncio.sleep(1)
    told.hears("Yes")
    await asyncio.sleep(1)
    assert told.hearing == ["I'm Ada, from", "Yes"]
    assert [line["kind"] for line in told.lines][-2:] == ["heard", "hearing"]
    await told.feed.finish()


@in_virtual_time()
async def test_half_of_a_surrogate_pair_does_not_stop_the_feed() -> None:
    told = Told()
    told.record(*BEGUN, Said(at_s=1, stage="intro", text="Oh \ud83d"))
    await told.feed.finish()
    assert told.lines[-1]["text"] == "Oh \ud83d"
