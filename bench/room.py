"""What a caller in a room waits for, and what a call costs: python -m bench.room [calls] [at once]

A livekit-server, the worker as a user starts it and callers who say the same lines, all on this machine. Every time is
taken from the sound that a caller received, the way there and back included.
"""

import asyncio
import math
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

from segue.caller.calling import Prepared
from segue.caller.process import prepared
from segue.caller.script import Expect, Say, Script
from segue.records import timing
from testbed.livekit_server import HOW_TO_GET_ONE, LiveKitServer, find
from testbed.room.caller import Caller
from testbed.room.entry import token
from testbed.room.worker import WorkerProcess, rehearsal_environment, working

LINES = (
    Say(say="Hello. I'm Emma, and I live in Boston."),
    Say(say="Yes, that's right."),
    Say(say="Tell me a story about a lighthouse keeper, something funny."),
    Say(say="Yes, please."),
    Say(say="Wait, wait a moment please.", interrupt_after_s=4.0),
    Say(say="No thank you, that's enough for today. Goodbye."),
)


@dataclass(slots=True)
class Figures:
    """Seconds, over all calls."""

    greeting: list[float] = field(default_factory=list)
    """From having joined to the first sound."""
    answer: list[float] = field(default_factory=list)
    """From the caller's last sound to the agents' first."""
    between_agents: list[float] = field(default_factory=list)
    """At a hand-off, from the last sound of the one agent to the first of the next."""
    barge_in: list[float] = field(default_factory=list)
    """From the caller's first sound to the agent's last, in mid-story."""
    open_after: list[float] = field(default_factory=list)
    """From the last sound of the goodbye to the end of the room; 0: the goodbye was cut."""

    def add(self, caller: Caller) -> None:
        asked, told, rate = timing.read(caller.recording)
        found = timing.answers(asked, told, rate)
        spoken = timing.speeches(timing.sounds(told, rate))
        self.greeting.append((caller.first_heard_at or math.nan) - caller.joined_at + spoken[0].start_s)
        self.answer += [answer.wait_s for answer in found.answers]
        self.barge_in += [cut.talked_on_s for cut in found.barge_ins]
        self.open_after.append(found.tail.after_s if found.tail else math.nan)
        heard = timing.sounds(told, rate)
        for stage, shown_at in caller.seen.entered_at.items():
            since_s = shown_at - (caller.first_heard_at or math.nan)
            before = [sound for sound in heard if sound.start_s < since_s]
            if stage and before:
                self.between_agents.append(heard[len(before)].start_s - before[-1].end_s)


def told(values: Iterable[float]) -> str:
    """Median, 95th percentile and range, in milliseconds."""
    found = sorted(values)
    if not found:
        return "none"
    p95 = found[math.ceil(0.95 * len(found)) - 1]
    at = [statistics.median(found), p95, found[0], found[-1]]
    return "median {:.0f}, p95 {:.0f}, {:.0f} to {:.0f} ms, n={}".format(*(1000 * each for each in at), len(found))


async def round_of(
    server: LiveKitServer, worker: WorkerProcess, lines: Sequence[Prepared], folder: Path, n: int
) -> Figures:
    """`n` calls at once; the worker's memory once all of them are heard."""
    callers = [Caller(f"emma{index}", folder / f"{index}.wav", lines) for index in range(n)]
    calls = [caller.call(server, token(server, caller.identity, caller.identity, "segue")) for caller in callers]
    calling = asyncio.gather(*calls)
    for caller in callers:
        await caller.heard.wait()
        await caller.sees(caller.agent_identity, "spooky")
    print(f"memory with {n} in a call: {memory_mb(worker):.0f} MB")
    await calling
    await worker.idle()
    figures = Figures()
    for caller in callers:
        figures.add(caller)
    return figures


def memory_mb(worker: WorkerProcess) -> float:
    """The worker's proportional share of memory, its children's included."""
    process = psutil.Process(worker.pid)
    family = [process, *process.children(recursive=True)]
    return float(sum(member.memory_full_info().pss for member in family)) / 1e6


async def main(calls: int, at_once: int) -> int:
    binary = find()
    if binary is None:
        print(HOW_TO_GET_ONE, file=sys.stderr)
        return 1
    lines = prepared(Script(voice="caller", patience_s=1.4, lines=LINES, expect=Expect()), seed=0)
    with tempfile.TemporaryDirectory() as made, LiveKitServer(binary) as server:
        folder = Path(made)
        # One more than there will be: a worker that was full is offered nothing for up to 2.5 s after.
        async with working(rehearsal_environment(server, folder / "book", SEGUE_MAX_CALLS=str(at_once + 1))) as worker:
            print(f"memory idle: {memory_mb(worker):.0f} MB, {psutil.Process(worker.pid).num_threads()} threads")
            every = [await round_of(server, worker, lines, folder, at_once) for _ in range(calls)]
            print(f"memory idle again: {memory_mb(worker):.0f} MB, {psutil.Process(worker.pid).num_threads()} threads")
    for name in Figures.__dataclass_fields__:
        print(f"{name}: {told(value for figures in every for value in getattr(figures, name))}")
    return 0


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[1:]]
    sys.exit(asyncio.run(main(*(numbers + [2, 1][len(numbers) :]))))
