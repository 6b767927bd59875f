"""What a hand-off does to a caller who breaks into it, in a room: python -m bench.hand_offs [calls] [tree]

Each call is one hand-off of the storyteller's, from the agent who meets the caller to the one who chooses the story,
with a livekit-server and the worker as a user starts it. In one call of four the caller waits for the next agent; in
the others they say a word or a sentence into the hand-off, each time at another moment of its first 3 s.

`tree` is another checkout, whose worker is measured instead of this one's. `--into FOLDER` keeps the calls there, with
sound and journals; the table is of all that it has, a row a tree, with the ratio of each time to the first row's.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.broken_into import Outcome, Uttered, read
from bench.hand_offs_told import table
from segue.caller.calling import Prepared
from segue.caller.script import HangUp, Say
from segue.caller.voice import CallerVoice
from segue.models.local import weights
from segue.models.local.recogniser import SAMPLE_RATE as HEARD_RATE
from segue.models.local.resampling import resampled
from segue.records import timing
from segue.transports.frames import SAMPLE_RATE
from testbed.livekit_server import HOW_TO_GET_ONE, LiveKitServer, find
from testbed.room.caller import Caller
from testbed.room.entry import token
from testbed.room.worker import READY_WITHIN_S, ROOT, START, process, rehearsal_environment

AGREES: Final = "Yes, that's right."
WORD: Final = "Funny."
SENTENCE: Final = "Please make it a funny story about an old sailor."
AT_ONCE: Final = 2
PATIENCE_S: Final = 2.0
LAST_MOMENT_S: Final = 3.1
"""After what leads to the hand-off; by then the next agent speaks."""
KNOWN: Final = json.dumps({"facts": {"name": "Emma", "place": "Boston"}})

Sound = NDArray[np.int16]
Plan = tuple[str, float | None]
"""The caller's words, and how long after what leads to the hand-off; None: when the next agent has asked."""


class Voice:
    """The caller's, without the silence around a line, and what the recogniser makes of each line alone."""

    def __init__(self) -> None:
        voice, recogniser = CallerVoice("caller"), weights.load().recogniser
        self.sounds = {line: trimmed(voice.spoken(line)) for line in (AGREES, WORD, SENTENCE)}
        self.alone = {line: recogniser.transcribe(clip(sound)) for line, sound in self.sounds.items()}

    def uttered(self, plan: Plan, caller: Caller) -> Uttered:
        """What the caller has said, and when."""
        words, after_s = plan
        agrees_s, words_s = (self.sounds[line].size / SAMPLE_RATE for line in (AGREES, words))
        began_s = caller.calling.said[0].first_sample / SAMPLE_RATE
        spoke_s = None if after_s is None else began_s + agrees_s + after_s
        ended_s = None if spoke_s is None else spoke_s + words_s
        return Uttered(began_s, spoke_s, ended_s, (self.alone[AGREES], self.alone[words]))

    def lines(self, plan: Plan) -> list[Prepared]:
        """All that the caller says: the words at their moment, or once the next agent has asked."""
        words, after_s = plan
        said = [(AGREES, self.sounds[AGREES]), (words, self.sounds[words])]
        if after_s is not None:
            pause = np.zeros(round(after_s * SAMPLE_RATE), np.int16)
            said = [(f"{AGREES} {words}", np.concatenate((self.sounds[AGREES], pause, self.sounds[words])))]
        return [*(Prepared(Say(say=text), text, sound) for text, sound in said), Prepared(HangUp(hang_up=True))]


def trimmed(sound: Sound) -> Sound:
    """From the first sound to the last."""
    heard = timing.sounds(sound, SAMPLE_RATE)
    return sound[round(heard[0].start_s * SAMPLE_RATE) : round(heard[-1].end_s * SAMPLE_RATE)]


def clip(sound: Sound) -> NDArray[np.float32]:
    """As the local STT cuts it from a call."""
    speech = resampled(sound, SAMPLE_RATE, HEARD_RATE).astype(np.float32) / np.float32(32768)
    return np.pad(speech, (int(0.3 * HEARD_RATE), int(0.3 * HEARD_RATE)))


def plan(number: int) -> Plan:
    """The call of that number: moments that fill the hand-off evenly, however many there are."""
    words = (WORD, SENTENCE)[number % 2]
    if number % 4 == 3 - number // 4 % 2:
        return words, None
    return words, round(0.1 + (LAST_MOMENT_S - 0.1) * (number * 0.618 % 1), 2)


@dataclass(frozen=True, slots=True)
class Rung:
    """A call that is over, and how busy the machine was."""

    room: str
    plan: Plan
    caller: Caller
    load: float


async def ring(server: LiveKitServer, voice: Voice, number: int, folder: Path) -> Rung:
    """One call, from joining to hanging up; `folder` gets its sound."""
    room, words = f"call{number}", plan(number)
    caller = Caller("emma", folder / f"{room}.wav", voice.lines(words), PATIENCE_S)
    calling = asyncio.create_task(caller.call(server, token(server, room, "emma", "segue", KNOWN)))
    await caller.heard.wait()
    load = round(os.getloadavg()[0], 1)
    await calling
    return Rung(room, words, caller, load)


def journal_of(room: str, log: Sequence[str], folder: Path) -> Path:
    """Where the worker, whose log names the call of each room, has kept its journal."""
    named = next(line for line in log if f'"room": "{room}"' in line and '"call": ' in line)
    (journal,) = folder.rglob(f"{json.loads(named)['call']}/journal.jsonl")
    return journal


async def measured(server: LiveKitServer, numbers: range, tree: Path, folder: Path) -> AsyncIterator[Outcome]:
    """The calls of those numbers, two at once, to a worker of `tree`."""
    voice = Voice()
    env = rehearsal_environment(server, folder / "book", SEGUE_RECORD="on", SEGUE_MAX_CALLS=str(AT_ONCE + 1))
    env |= {
        "PYTHONPATH": os.pathsep.join(map(str, (tree / "src", tree))),
        "SEGUE_PROFILES_DIR": str(tree / "profiles"),
        "SEGUE_CALLS_DIR": str(folder / "calls"),
    }
    async with process(env, START, tree) as worker:
        async with asyncio.timeout(READY_WITHIN_S):
            await worker.says("registered worker")
        for first in numbers[::AT_ONCE]:
            some = range(first, min(first + AT_ONCE, numbers.stop))
            rung = await asyncio.gather(*(ring(server, voice, number, folder) for number in some))
            await worker.idle()
            for each in rung:
                journal = journal_of(each.room, worker.lines, folder)
                uttered = voice.uttered(each.plan, each.caller)
                yield read(tree.name, each.load, each.plan, each.caller, uttered, journal)
        await worker.stop()


async def run(calls: int, tree: Path, binary: Path, into: Path) -> str:
    """The calls, each printed and kept in `into` once it is over; the table of all that are there."""
    file = into / "calls.jsonl"
    outcomes = [Outcome(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []
    first = sum(outcome.tree == tree.name for outcome in outcomes)
    folder = into / tree.name / str(first)
    folder.mkdir(parents=True)
    with LiveKitServer(binary) as server, file.open("a") as kept:
        async for outcome in measured(server, range(first, first + calls), tree, folder):
            outcomes.append(outcome)
            line = json.dumps(asdict(outcome))
            kept.write(line + "\n")
            print(line, flush=True)
    return table(outcomes)


def main() -> int:
    """Ring, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", nargs="?", type=int, default=16)
    parser.add_argument("tree", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args()
    binary = find()
    if binary is None:
        print(HOW_TO_GET_ONE, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        print(asyncio.run(run(asked.calls, asked.tree.resolve(), binary, asked.into or Path(made))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
