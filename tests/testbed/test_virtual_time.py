"""Virtual time: an hour takes none, and a program that hangs, goes on for ever or leaves something behind is told."""

import asyncio
import itertools
import threading
import time

import pytest
from livekit.agents.llm import ChatMessage

from testbed.virtual_time import LeftOver, Stuck, TooLong, in_virtual_time, run


async def never() -> None:
    await asyncio.Event().wait()


async def test_an_ordinary_loop_keeps_ordinary_time() -> None:
    assert asyncio.get_running_loop().time() == pytest.approx(time.monotonic(), abs=10.0)


@in_virtual_time(at_most_s=3600.0)
async def test_every_clock_follows_the_loop() -> None:
    clocks = (time.time, time.monotonic, time.perf_counter)
    before = [clock() for clock in clocks]
    before_ns = [time.time_ns(), time.monotonic_ns(), time.perf_counter_ns()]
    await asyncio.sleep(3600.0)
    assert asyncio.get_running_loop().time() == 3600.0
    assert [clock() - was for clock, was in zip(clocks, before, strict=True)] == [3600.0] * 3
    now_ns = [time.time_ns(), time.monotonic_ns(), time.perf_counter_ns()]
    assert [now - was for now, was in zip(now_ns, before_ns, strict=True)] == [3600 * 10**9] * 3


@in_virtual_time()
async def test_what_the_library_dates_is_dated_by_the_same_clock() -> None:
    await asyncio.sleep(5.0)
    assert ChatMessage(role="user", content=["Hello."]).created_at == time.time()


def test_clocks_are_as_they_were_afterwards() -> None:
    was = time.time()
    run(asyncio.sleep(3600.0), at_most_s=4000.0)
    assert 0.0 <= time.time() - was < 600.0
    assert time.monotonic.__module__ == "time"


def test_what_is_raised_comes_out() -> None:
    async def raises() -> None:
        await asyncio.sleep(1.0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run(raises())


def test_timers_come_in_the_same_order_each_time() -> None:
    async def order() -> list[int]:
        done: list[int] = []

        async def add(number: int) -> None:
            await asyncio.sleep((number * 7 % 5) * 0.1)
            done.append(number)

        await asyncio.gather(*(add(number) for number in range(20)))
        return done

    assert run(order()) == run(order())


def test_waiting_for_what_never_comes_is_told_with_who_waits() -> None:
    with pytest.raises(Stuck, match=r"no timer is set, at 0\.00 s\n.*: never at .*test_virtual_time"):
        run(never())


def test_going_on_for_ever_is_told() -> None:
    async def ticks() -> None:
        for _ in itertools.count():
            await asyncio.sleep(1.0)

    with pytest.raises(TooLong, match="not over after 60 s of virtual time"):
        run(ticks(), at_most_s=60.0)


def test_going_round_without_time_passing_is_told() -> None:
    async def spins() -> None:
        for _ in itertools.count():
            await asyncio.sleep(0.0)

    with pytest.raises(TooLong, match=r"taken too long, at 0\.00 s"):
        run(spins(), real_s=0.05)


def test_a_task_that_is_left_behind_is_told() -> None:
    async def leaves() -> str:
        kept.append(asyncio.create_task(never()))
        return "done"

    kept: list[asyncio.Task[None]] = []
    with pytest.raises(LeftOver, match="never"):
        run(leaves())
    assert kept[0].cancelled()
    assert run(leaves(), may_leave=True) == "done"


@in_virtual_time()
async def test_a_thread_is_waited_for_without_time_passing() -> None:
    loop = asyncio.get_running_loop()
    timer = asyncio.create_task(asyncio.sleep(60.0))
    assert await asyncio.to_thread(threaded) == "threaded"
    assert loop.time() == 0.0
    timer.cancel()


@in_virtual_time()
async def test_a_thread_that_hangs_is_waited_for_no_longer_than_a_real_second() -> None:
    released = threading.Event()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(60.0):
            await asyncio.to_thread(released.wait)
    assert asyncio.get_running_loop().time() == 60.0
    released.set()


def threaded() -> str:
    return "threaded"
