"""Spoken calls through the real plugins, in a process of their own: `python -m tests.audio.voices_call FOLDER NAME...`.

The providers are doubles that think with our understudy and hear and speak with our own models. What they were told is
written to FOLDER/NAME/told.json once the call is over, beside the call's own record in FOLDER/NAME/call.
"""

import asyncio
import contextlib
import json
import logging
import sys
from collections import ChainMap
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from agents import team
from commands.rehearsal.screen import Screen
from commands.rehearsal.spoken import Finished, spoken
from commands.rehearsal.staging import PROFILES, Staging
from segue.call.profile.load import find, load
from segue.call.profile.model import Profile
from segue.caller.ringing import command
from segue.records.folder import Folder
from segue.settings import CloudModels, LocalModels, Settings
from segue.voices import sets
from segue.voices.local import models
from segue.voices.local.recogniser import SAMPLE_RATE
from segue.voices.local.resampling import resampled
from segue.voices.local.synthesiser import SPEAKERS, Speaker
from tests.audio import voices_minds
from tests.audio.recorded import speeches
from tests.audio.voices_calls import CALLS, PATIENCE_S, Setting, brief, opening
from tests.doubles import deepgram, openai_http
from tests.doubles.deepgram import DeepgramDouble
from tests.doubles.openai_chat import ChatDouble
from tests.doubles.openai_realtime import OpenAIRealtimeDouble
from tests.doubles.openai_speech import SpeechDouble
from tests.doubles.record import Outcome

FAINT = 300
"""Of 32767: what is quieter is no speech of our callers'."""
LEAD_S = 0.3
"""Kept from before the first word."""
AT_HOME_PACE_S = 0.08
"""Before each 0.1 s of sound from a server at home: slow enough to be at it still when a caller breaks in."""


@dataclass(frozen=True, slots=True)
class Providers:
    """The doubles that one call may reach. Each call has its own, so that what they keep is about it alone."""

    chat: ChatDouble
    speech: SpeechDouble
    home: SpeechDouble
    """Speech servers of one's own: no key, and the sound as bytes."""
    realtime: OpenAIRealtimeDouble
    deepgram: DeepgramDouble

    def settings(self, setting: Setting) -> Settings:
        """What a user would set to be served by these, as it is read."""
        return Settings.read(self.env(setting))

    def env(self, setting: Setting) -> dict[str, str]:
        """What a user would set to be served by these."""
        doubles = {"deepgram": self.deepgram, "home": self.home}
        return {
            "SEGUE_VOICES": setting.voices,
            "OPENAI_API_KEY": openai_http.KEY,
            "DEEPGRAM_API_KEY": deepgram.KEY,
            "SEGUE_OPENAI_URL": self.chat.base_url,
            "SEGUE_REALTIME_URL": self.realtime.base_url,
            "SEGUE_DEEPGRAM_URL": self.deepgram.v1_url,
            "SEGUE_LOCAL_LLM_URL": self.chat.base_url,
            "SEGUE_LOCAL_LLM": CloudModels().llm,
            "SEGUE_LOCAL_LLM_KEY": openai_http.KEY,
            **{name: value.format(**doubles) for name, value in setting.env.items()},
        }


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
    refused: list[Any]
    """What any of them would not take."""
    broken_off: int
    """How many sentences a server at home was asked for and not let finish."""
    overheard: list[str] = field(default_factory=list)
    """What other ears make of the agents' side of the recording, speech by speech."""


@contextlib.asynccontextmanager
async def providers(profile: Profile, opening: str) -> AsyncIterator[Providers]:
    """The doubles, open; `opening` is what the story will begin with."""
    usual, local = CloudModels(), LocalModels()
    named = (*usual.speakers.items(), *local.speakers.items())
    speakers = {voice: SPEAKERS[name] for name, voice in named}

    @cache
    def sentence(text: str, speaker: Speaker) -> bytes:
        return models.load().synthesiser.speak(text, speaker).tobytes()

    def mouth(text: str, voice: str) -> bytes:
        return b"".join(sentence(part, speakers[voice]) for part in models.load().synthesiser.split(text))

    # A provider begins at once. Ours makes sentences whole, the longest beforehand.
    await asyncio.to_thread(mouth, opening, usual.speakers["low"])
    chat = ChatDouble(lambda request: voices_minds.chat(request, profile), models=[usual.llm])
    speech = SpeechDouble(mouth, models=[usual.tts])
    home = SpeechDouble(
        mouth,
        lambda sound: models.load().recogniser.transcribe(sound),
        models=[local.tts, local.stt],
        voices=[*local.speakers.values()],
        key=None,
        plain=True,
        pace_s=AT_HOME_PACE_S,
    )
    realtime = OpenAIRealtimeDouble(
        mind=lambda asked: voices_minds.realtime(asked, profile), mouth=mouth, ears=ears, models=[usual.realtime]
    )
    listening = DeepgramDouble(ears, interim_every_s=30.0)
    async with openai_http.Server(chat, speech), home, realtime, listening:
        yield Providers(chat, speech, home, realtime, listening)


async def play(name: str, at: Path) -> Told:
    """The call of that name; its record lands in `at`."""
    setting, staff = CALLS[name], team(at / "books.sqlite")
    profile = brief(load(find(PROFILES, "storyteller"), staff.known()), setting)
    file = at / "caller.yaml"
    file.write_text(yaml.safe_dump({"patience_s": PATIENCE_S, "lines": list(setting.lines)}), encoding="utf-8")
    async with providers(profile, opening(profile, setting)) as doubles:
        if setting.breaks:
            setting.breaks(doubles.realtime)
        settings = doubles.settings(setting)
        stage = Staging(profile, staff, lambda loaded, switched: sets.voices(profile, settings, loaded, switched))
        over = await spoken(stage, Folder.create(at, "call"), command(file, seed=0), Screen(profile))
        return told(doubles, over)


def told(doubles: Providers, over: Finished) -> Told:
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
        [*https, *doubles.realtime.refused, *doubles.deepgram.refused],
        sum(record.outcome is Outcome.CANCELLED for record in home.received),
    )


def ears(pcm: bytes, rate: int) -> str:
    """What our own recogniser makes of it; of long silence before the words it is spared most."""
    sound = np.frombuffer(pcm, np.int16)
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > FAINT)
    if not loud.size:
        return ""
    heard = resampled(sound[max(0, int(loud[0]) - int(LEAD_S * rate)) :], rate, SAMPLE_RATE)
    return models.load().recogniser.transcribe(heard.astype(np.float32) / np.float32(32768))


async def play_all(rows: Sequence[str], at: Path) -> None:
    """These calls at once, but for those with a `+` between, each in its own folder; then they are listened to."""

    async def in_turn(names: Sequence[str]) -> dict[str, Told]:
        return {name: await play(name, at / name) for name in names}

    played = await asyncio.gather(*(in_turn(row.split("+")) for row in rows))
    for name, one in ChainMap(*played).items():
        whole = replace(one, overheard=[*speeches(Folder(at / name / "call").recording)])
        (at / name / "told.json").write_text(json.dumps(asdict(whole)), encoding="utf-8")


def main() -> None:
    """Play the calls that were asked for."""
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(play_all(sys.argv[2:], Path(sys.argv[1])))


if __name__ == "__main__":
    main()
