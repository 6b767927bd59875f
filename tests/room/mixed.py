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
from testbed.livekit_server import LiveKitServer
from testbed.providers.rehearsing import RehearsingDoubles, rehearsing
from testbed.room.caller import Caller, lines
from testbed.room.entry import rooms, token
from testbed.room.processes import family, outliving, recognising, speaking
from testbed.room.worker import ROOT, rehearsal_environment, working
from tests.audio.plugin_calls import Setting, brief, opening
from tests.room.cloud import Cloud, cloud

CHAPTER = "Far from {place} there lived {hero}, whom nobody there had ever seen. Another one, or is that enough?"
INTO_THE_STORY_S = 5.0
"""Longer than what may be heard just before it: a filler on a busy machine, and the last words of who hands on."""
SETTING = Setting(
    Mode.REALTIME,
    "cloud",
    [
        "Yes, exactly.",
        "Yes, please.",
        "Another one, please.",
        "A funny story about a robot.",
        "Yes, please.",
        {"say": "Wait, that's enough for today, goodbye.", "interrupt_after_s": INTO_THE_STORY_S},
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
    doubles: RehearsingDoubles
    """What they were told is still there."""
    cloud: Cloud
    """Where the library's reports would have gone."""
    kept: Folder
    """What the worker kept of it, and"""
    events: list[Event]
    """the journal in there."""
    worker: int
    played_by: list[int]
    """The processes that the call was played by, and"""
    recognised_by: list[int]
    """those of the worker's in which a local recogniser was loaded."""
    left_of_the_call: list[int]
    left_of_the_worker: list[int]
    rooms_left: list[str]
    log: str
    written_at_home: list[str]
    """What is in the home folder of the worker and its calls, which was empty."""


async def play(server: LiveKitServer, folder: Path) -> Mixed:
    """The call; `folder` gets its profile and its records."""
    profile, home = written(folder / "profiles", SETTING), folder / "home"
    home.mkdir()
    async with rehearsing(profile, opening(profile, SETTING)) as doubles, cloud() as up:
        env = doubles.env(
            HOME=str(home),
            LIVEKIT_OBSERVABILITY_URL=up.url,
            SEGUE_MODELS=SETTING.models,
            SEGUE_PROFILES_DIR=str(folder / "profiles"),
            SEGUE_AGENT_NAME="mixed",
            SEGUE_MAX_CALLS="1",
            SEGUE_RECORD="on",
            SEGUE_CALLS_DIR=str(folder / "calls"),
        )
        async with asyncio.timeout(LONG_S):
            return await played(server, folder, doubles, up, rehearsal_environment(server, folder / "book", **env))


async def played(
    server: LiveKitServer, folder: Path, doubles: RehearsingDoubles, cloud: Cloud, env: dict[str, str]
) -> Mixed:
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
    (kept,) = map(Folder, (folder / "calls").iterdir())
    return Mixed(
        clara,
        doubles,
        cloud,
        kept,
        [*journal.read(kept.journal)],
        worker.pid,
        played_by,
        recognised_by,
        left_of_the_call,
        left_of_the_worker=await outliving(pids),
        rooms_left=rooms_left,
        log=worker.log,
        written_at_home=[path.name for path in (folder / "home").iterdir()],
    )


def written(profiles: Path, setting: Setting) -> Profile:
    """The storyteller's profile as the call has it, in a folder such as a worker reads."""
    folder = profiles / "storyteller"
    shutil.copytree(ROOT / "profiles" / "storyteller", folder)
    profile = brief(load(folder, team(profiles).known()), setting)
    for name, part in (("profile.yaml", profile), ("rehearsal.yaml", profile.rehearsal)):
        assert part is not None
        said = part.model_dump(mode="json", exclude_unset=True)
        (folder / name).write_text(yaml.safe_dump(said), encoding="utf-8")
    return profile
