"""When a speech has no sound left: from the seconds it was given, and those in which it was played."""

import asyncio

from segue.session.sound_clock import SoundClock
from testbed.virtual_time import in_virtual_time


class Told:
    """What was told, and when."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.at: list[tuple[float, bool]] = []

    def __call__(self, dry: bool) -> None:
        self.at.append((round(self.loop.time(), 3), dry))


@in_virtual_time()
async def test_it_is_dry_once_all_of_its_sound_was_played_and_not_before() -> None:
    told = Told()
    clock = SoundClock(told)
    clock.given(1.0)
    clock.began()
    await asyncio.sleep(0.5)
    clock.given(1.0)
    await asyncio.sleep(3.5)
    clock.given(1.0)
    await asyncio.sleep(2.0)
    assert told.at == [(2.0, True), (4.0, False), (5.0, True)]


@in_virtual_time()
async def test_one_that_is_all_there_never_is() -> None:
    told = Told()
    clock = SoundClock(told)
    clock.given(1.0)
    clock.began()
    clock.end()
    await asyncio.sleep(2.0)
    assert told.at == []


@in_virtual_time()
async def test_a_pause_does_not_count() -> None:
    told = Told()
    clock = SoundClock(told)
    clock.given(1.0)
    clock.began()
    await asyncio.sleep(0.5)
    clock.pause()
    await asyncio.sleep(2.0)
    clock.resume()
    await asyncio.sleep(2.0)
    assert told.at == [(3.0, True)]


@in_virtual_time()
async def test_one_that_is_resumed_while_it_is_dry_still_is() -> None:
    told = Told()
    clock = SoundClock(told)
    clock.given(1.0)
    clock.began()
    await asyncio.sleep(2.0)
    clock.pause()
    clock.resume()
    await asyncio.sleep(0)
    assert told.at == [(1.0, True), (2.0, True)]


@in_virtual_time()
async def test_before_it_begins_there_is_nothing_to_run_out_of() -> None:
    told = Told()
    clock = SoundClock(told)
    clock.given(0.1)
    await asyncio.sleep(1.0)
    assert told.at == []
