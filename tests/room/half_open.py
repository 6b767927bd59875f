"""A call in a real room whose STT is left half open: it takes all sound, and no word comes back."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from segue.call.events import Event
from segue.caller.calling import Prepared
from segue.caller.script import HangUp
from segue.profile.playing import Mode
from segue.records import journal
from segue.records.folder import Folder
from testbed.half_open import HalfOpen
from testbed.livekit_server import LiveKitServer
from testbed.providers.rehearsing import RehearsingDoubles, rehearsing
from testbed.room.caller import Caller, lines
from testbed.room.entry import token
from testbed.room.worker import rehearsal_environment, working
from tests.audio.plugin_calls import Setting, opening
from tests.room.mixed import written

SAID = ("My name is Emma, and I live in Boston.", "No, I live in Lisbon.")
ASKED, ANSWER = "Boston", "Lisbon"
"""What the agent reads back of each."""
SETTING = Setting(Mode.PIPELINE, "cloud", SAID, patience_s=3.0)
LONG_S = 120.0
"""It lasts 35 s."""


@dataclass(slots=True)
class HalfOpenCall:
    """The call, over."""

    emma: Caller
    doubles: RehearsingDoubles
    proxy: HalfOpen
    events: list[Event]
    log: str


async def play(server: LiveKitServer, folder: Path) -> HalfOpenCall:
    """The call; `folder` gets its profile and its records."""
    profile = written(folder / "profiles", SETTING)
    said = [*await asyncio.to_thread(lines, *SAID), Prepared(HangUp(hang_up=True))]
    async with (
        rehearsing(profile, opening(profile, SETTING)) as doubles,
        HalfOpen(doubles.deepgram.v1_url) as proxy,
        asyncio.timeout(LONG_S),
    ):
        env = doubles.env(
            SEGUE_DEEPGRAM_URL=proxy.url,
            SEGUE_MODELS=SETTING.models,
            SEGUE_PROFILES_DIR=str(folder / "profiles"),
            SEGUE_AGENT_NAME="half open",
            SEGUE_MAX_CALLS="1",
            SEGUE_RECORD="on",
            SEGUE_CALLS_DIR=str(folder / "calls"),
        )
        emma = Caller("emma", folder / "emma.wav", said, SETTING.patience_s)
        async with working(rehearsal_environment(server, folder / "book", **env)) as worker:
            calling = asyncio.create_task(emma.call(server, token(server, "half open", "emma", "half open")))
            await emma.heard.wait()
            await emma.sees(emma.agent_identity, ASKED)
            proxy.hold()
            await calling
            await worker.idle()
        (kept,) = map(Folder, (folder / "calls").iterdir())
        return HalfOpenCall(emma, doubles, proxy, [*journal.read(kept.journal)], worker.log)
