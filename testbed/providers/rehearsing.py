"""Doubles of the providers that think with our understudy and hear and speak with our own models.

`python -m testbed.providers.rehearsing` serves them until it is told to stop, and prints the settings that lead
there: so cloud models, and `./segue check`, can be tried without a key.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from agents import team
from segue.models.local import weights
from segue.models.local.recogniser import SAMPLE_RATE
from segue.models.local.resampling import resampled
from segue.models.local.synthesiser import SPEAKERS, Speaker
from segue.profile.load import find, load
from segue.profile.model import Profile
from segue.profile.playing import Mode
from segue.settings import CloudSettings, LocalSettings, Settings
from testbed.providers import understudies as voices_minds
from testbed.providers.deepgram import double as deepgram
from testbed.providers.deepgram.double import DeepgramDouble
from testbed.providers.openai import api as openai_http
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.speech.double import SpeechDouble
from tests.audio.plugin_calls import Setting

PROFILES = Path(__file__).resolve().parents[2] / "profiles"
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
            "SEGUE_MODELS": setting.voices,
            "OPENAI_API_KEY": openai_http.KEY,
            "DEEPGRAM_API_KEY": deepgram.KEY,
            "SEGUE_OPENAI_URL": self.chat.base_url,
            "SEGUE_REALTIME_URL": self.realtime.base_url,
            "SEGUE_DEEPGRAM_URL": self.deepgram.v1_url,
            "SEGUE_LOCAL_LLM_URL": self.chat.base_url,
            "SEGUE_LOCAL_LLM": CloudSettings().llm,
            "SEGUE_LOCAL_LLM_KEY": openai_http.KEY,
            **{name: value.format(**doubles) for name, value in setting.env.items()},
        }


@contextlib.asynccontextmanager
async def providers(profile: Profile, opening: str) -> AsyncIterator[Providers]:
    """The doubles, open; `opening` is what the story will begin with."""
    usual, local = CloudSettings(), LocalSettings()
    named = (*usual.speakers.items(), *local.speakers.items())
    speakers = {voice: SPEAKERS[name] for name, voice in named}

    @cache
    def sentence(text: str, speaker: Speaker) -> bytes:
        return weights.load().synthesiser.speak(text, speaker).tobytes()

    def mouth(text: str, voice: str) -> bytes:
        return b"".join(sentence(part, speakers[voice]) for part in weights.load().synthesiser.split(text))

    # A provider begins at once. Ours makes sentences whole, the longest beforehand.
    await asyncio.to_thread(mouth, opening, usual.speakers["low"])
    chat = ChatDouble(lambda request: voices_minds.chat(request, profile), models=[usual.llm])
    speech = SpeechDouble(mouth, models=[usual.tts])
    home = SpeechDouble(
        mouth,
        lambda sound: weights.load().recogniser.transcribe(sound),
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


def ears(pcm: bytes, rate: int) -> str:
    """What our own recogniser makes of it; of long silence before the words it is spared most."""
    sound = np.frombuffer(pcm, np.int16)
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > FAINT)
    if not loud.size:
        return ""
    heard = resampled(sound[max(0, int(loud[0]) - int(LEAD_S * rate)) :], rate, SAMPLE_RATE)
    return weights.load().recogniser.transcribe(heard.astype(np.float32) / np.float32(32768))


async def serve(name: str) -> None:
    """Serve the profile of that name until cancelled."""
    profile = load(find(PROFILES, name), team(Path("unused.sqlite")).known())
    async with providers(profile, "") as doubles:
        for setting, value in doubles.env(Setting(Mode.PIPELINE, "cloud", [])).items():
            print(f"export {setting}={value}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else "storyteller"))
