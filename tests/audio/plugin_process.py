"""Calls through the real plugins, in a process of their own: `python -m tests.audio.plugin_process NAME... FOLDER`.

The providers are doubles behind which are our understudy and our own models. What they were told is
written to FOLDER/NAME/told.json once the call is over, beside the call's own record in FOLDER/NAME/call.
"""

import asyncio
import json
import logging
import sys
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from commands.play.screen import Screen
from segue.call.events import Event
from segue.call.state import State
from segue.caller.ringing import command
from segue.models.openai.reminded import HEADING
from segue.models.sets import choose
from segue.player.by_voice import spoken
from segue.player.finished import Finished
from segue.player.staging import Staging
from segue.profile.load import find, load
from segue.profile.model import Profile
from segue.records.folder import Folder
from segue.settings import Settings
from segue.settings.settings import PROFILES
from testbed.overheard import Overheard
from testbed.providers.record import RequestOutcome
from testbed.providers.rehearsing import RehearsingDoubles, rehearsing
from tests.audio.failing_calls import FAILING
from tests.audio.plugin_calls import CALLS, OnEvent, brief, opening

SETTINGS = {**CALLS, **FAILING}


class Watched(Screen):
    """A screen that also tells what happens to whoever breaks the providers."""

    def __init__(self, profile: Profile, on_event: OnEvent) -> None:
        super().__init__(profile)
        self._on_event = on_event

    def show(self, event: Event, state: State) -> None:
        self._on_event(event)
        super().show(event, state)


@dataclass(frozen=True, slots=True)
class Told:
    """What the providers were told in one call, and what only its line could tell."""

    goodbye_whole: bool
    underruns: int
    chats: list[list[Mapping[str, Any]]]
    """The messages of each request."""
    realtimes: list[list[tuple[str, str]]]
    """Each connection's conversation at its end: who (or which kind of item), and what was said."""
    heard_s: list[float]
    """Seconds of sound that each Deepgram connection was sent."""
    realtime_heard_s: list[float]
    notes: list[str]
    """What realtime models were reminded of, with a response or before one."""
    refused: list[Any]
    """What any of them would not take."""
    broken_off: int
    """How many sentences a server at home was asked for and not let finish."""
    overheard: list[str] = field(default_factory=list)
    """What another recogniser makes of the agents' side of the recording, speech by speech."""


async def play(name: str, at: Path) -> Told:
    """The call of that name; its record lands in `at`."""
    setting = SETTINGS[name]
    staff = setting.team(at / "books.sqlite")
    profile = brief(load(find(PROFILES, "storyteller"), staff.known()), setting)
    file = at / "caller.yaml"
    lines = [line if isinstance(line, str) else {**line} for line in setting.lines]  # one that comes twice has no alias
    file.write_text(yaml.safe_dump({"patience_s": setting.patience_s, "lines": lines}), encoding="utf-8")
    async with rehearsing(profile, opening(profile, setting)) as doubles:
        watched = Watched(profile, setting.breaks(doubles))
        settings = Settings.read(doubles.env(SEGUE_MODELS=setting.models, **setting.env))
        stage = Staging(
            profile, staff, lambda loaded, switched: choose.model_set(profile, settings.models, loaded, switched)
        )
        over = await spoken(stage, Folder.create(at, "call"), command(file, seed=0), watched)
        return told(doubles, over)


def told(doubles: RehearsingDoubles, over: Finished) -> Told:
    """What the doubles kept of the call."""
    chats, speeches, sessions = doubles.chat.completions, doubles.speech.speech, doubles.realtime.sessions
    home, asked = doubles.home.speech, (chats, speeches, doubles.home.speech, doubles.home.transcriptions)
    https = [record.error for endpoint in asked for record in endpoint.received if record.error]
    return Told(
        over.goodbye_whole,
        over.underruns,
        [[*record.asked.messages] for record in chats.received if record.request],
        [[(item.role or item.type, item.text) for item in session.conversation.items] for session in sessions],
        [connection.audio_s for connection in doubles.deepgram.connections],
        [session.audio_s for session in sessions],
        [note for session in sessions for note in session.told_under(HEADING)],
        [*https, *doubles.realtime.refused, *doubles.deepgram.refused],
        sum(record.outcome is RequestOutcome.CANCELLED for record in home.received),
    )


async def play_all(rows: Sequence[str], at: Path) -> None:
    """These calls at once, but for those with a `+` between, each in its own folder; then they are listened to."""

    async def in_turn(names: Sequence[str]) -> dict[str, Told]:
        return {name: await play(name, at / name) for name in names}

    played = await asyncio.gather(*(in_turn(row.split("+")) for row in rows))
    for name, one in ChainMap(*played).items():
        whole = replace(one, overheard=Overheard(Folder(at / name / "call").recording).speeches())
        (at / name / "told.json").write_text(json.dumps(asdict(whole)), encoding="utf-8")


def main() -> None:
    """Play the calls that were asked for."""
    logging.basicConfig(level=logging.WARNING)
    *rows, kept = sys.argv[1:]
    for name in "+".join(rows).split("+"):
        (Path(kept) / name).mkdir()
    asyncio.run(play_all(rows, Path(kept)))


if __name__ == "__main__":
    main()
