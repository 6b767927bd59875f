"""The mixed call in a real room: pipeline, realtime, pipeline again and realtime, with doubles for providers."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

from agents import team
from segue.call.events import Event
from segue.profile.load import load
from segue.profile.model import Profile
from segue.profile.playing import Mode
from segue.records import journal
from segue.records.folder import Folder
from tests.audio.providers import Providers, providers
from tests.audio.voices_calls import Setting, brief, opening
from tests.room.caller import Caller, lines, rooms, token
from tests.room.processes import family, outliving, recognising, speaking
from tests.room.server import LiveKitServer
from tests.room.worker import ROOT, rehearsing, working

CHAPTER = "Far from {place} there lived {hero}, whom nobody there had ever seen. Another one, or is that enough?"
SETTING = Setting(
    Mode.REALTIME,
    "cloud",
    [
        "Yes, exactly.",
        "Yes, please.",
        "Another one, please.",
        "A funny story about a robot.",
        "Yes, please.",
        {"say": "Wait, that's enough for today, goodbye.", "interrupt_after_s": 3.0},
    ],
    ("intro", "task", "story", "task", "story"),
    chapters=[CHAPTER],
)
KNOWN = '{"facts": {"name": "Clara", "place": "Lisbon", "hero": "a fox", "mood": "gentle"}}'
"""The job's metadata: it spares the caller two turns."""
PATIENCE_S = 1.8
"""More than others have: a realtime stage connects anew each time it takes the call."""
ROOM = "there and back"
LONG_S = 300.0
"""It lasts 55 s."""


@dataclass(slots=True)
class Mixed:
    """The call, and what its worker's processes were doing. Processes are named by their numbers."""

    clara: Caller
    providers: Providers
    """What they were told is still there."""
    events: list[Event]
    """The journal that the worker kept."""
    worker: int
    played_by: list[int]
    """The processes that the call was played by, and"""
    recognised_by: list[int]
    """those of the worker's in which a local recogniser was loaded."""
    left_of_the_call: list[int]
    left_of_the_worker: list[int]
    rooms_left: list[str]
    log: str


async def play(server: LiveKitServer, folder: Path) -> Mixed:
    """The call; `folder` gets its profile and its records."""
    profile = written(folder / "profiles")
    async with providers(profile, opening(profile, SETTING)) as doubles:
        env = doubles.env(SETTING) | {
            "SEGUE_PROFILES_DIR": str(folder / "profiles"),
            "SEGUE_AGENT_NAME": "mixed",
            "SEGUE_MAX_CALLS": "1",
            "SEGUE_RECORD": "on",
            "SEGUE_CALLS_DIR": str(folder / "calls"),
        }
        async with asyncio.timeout(LONG_S):
            return await played(server, folder, doubles, rehearsing(server, folder / "book", **env))


async def played(server: LiveKitServer, folder: Path, doubles: Providers, env: dict[str, str]) -> Mixed:
    said = await asyncio.to_thread(lines, *SETTING.lines)
    clara = Caller("clara", folder / "clara.wav", said, PATIENCE_S)
    async with working(env) as worker:
        calling = asyncio.create_task(clara.call(server, token(server, ROOM, "clara", "mixed", KNOWN)))
        await clara.heard.wait()
        pids = family(worker.pid)
        played_by, recognised_by = speaking(pids), recognising(pids)
        await calling
        left_of_the_call = await outliving(pid for pid in played_by if pid != worker.pid)
        await worker.idle()
        rooms_left = [room for room in await rooms(server) if room == ROOM]
        pids = family(worker.pid)
    (call,) = (folder / "calls").iterdir()
    return Mixed(
        clara,
        doubles,
        [*journal.read(Folder(call).journal)],
        worker.pid,
        played_by,
        recognised_by,
        left_of_the_call,
        left_of_the_worker=await outliving(pids),
        rooms_left=rooms_left,
        log=worker.log,
    )


def written(profiles: Path) -> Profile:
    """The storyteller's profile as the call has it, in a folder such as a worker reads."""
    folder = profiles / "storyteller"
    shutil.copytree(ROOT / "profiles" / "storyteller", folder)
    profile = brief(load(folder, team(profiles).known()), SETTING)
    for name, part in (("profile.yaml", profile), ("rehearsal.yaml", profile.rehearsal)):
        assert part is not None
        said = part.model_dump(mode="json", exclude_unset=True)
        (folder / name).write_text(yaml.safe_dump(said), encoding="utf-8")
    return profile
