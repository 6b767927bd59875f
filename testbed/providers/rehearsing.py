"""Doubles of the clouds, and of speech servers at home, that answer with our understudy and our own models.

`python -m testbed.providers` serves them.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import cache

import numpy as np

from segue.models.local import weights
from segue.models.local.recogniser import SAMPLE_RATE
from segue.models.local.resampling import resampled
from segue.models.local.synthesiser import SPEAKERS, Speaker
from segue.models.openai.settings import OpenAISettings
from segue.models.openai_compatible.settings import ServerSettings
from segue.profile.model import Profile
from testbed.providers import understudies
from testbed.providers.cloud import CloudDoubles
from testbed.providers.deepgram.double import DeepgramDouble
from testbed.providers.openai.api import KEY
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.speech.double import SpeechDouble
from testbed.providers.sound import STT, TTS

FAINT = 300
"""Of 32767: what is quieter is no speech of our callers'."""
LEAD_S = 0.3
"""Kept from before the first word."""
AT_HOME_PACE_S = 0.08
"""Before each 0.1 s of sound from a server at home: slow enough to be at it still when a caller breaks in."""


class RehearsingDoubles(CloudDoubles):
    """The clouds, and `home`: speech servers of one's own, without a key, whose sound comes as bytes."""

    def __init__(self, profile: Profile, tts: TTS, stt: STT) -> None:
        usual, local = OpenAISettings(), ServerSettings()
        super().__init__(
            ChatDouble(lambda request: understudies.chat(request, profile), models=[usual.llm]),
            speech=SpeechDouble(tts, models=[usual.tts]),
            realtime=OpenAIRealtimeDouble(
                llm=lambda asked: understudies.realtime(asked, profile), tts=tts, stt=stt, models=[usual.realtime]
            ),
            deepgram=DeepgramDouble(stt, interim_every_s=30.0),
        )
        self.home = SpeechDouble(
            tts,
            stt,
            models=[local.tts, local.stt],
            voices=[*local.voices.values()],
            key=None,
            plain=True,
            pace_s=AT_HOME_PACE_S,
        )

    def env(self, **more: str) -> dict[str, str]:
        """What a user would set to be served by these; `{home}` in `more` stands for the speech servers' address."""
        at_home = {
            "SEGUE_LOCAL_LLM_URL": self.chat.base_url,
            "SEGUE_LOCAL_LLM": OpenAISettings().llm,
            "SEGUE_LOCAL_LLM_KEY": KEY,
        }
        given = {name: value.format(home=self.home.base_url) for name, value in more.items()}
        return super().env(**{"SEGUE_MODELS": "cloud", **at_home, **given})


@contextlib.asynccontextmanager
async def rehearsing(profile: Profile, opening: str = "") -> AsyncIterator[RehearsingDoubles]:
    """The doubles, open. `opening`, the longest they will say, is made beforehand: a provider begins at once."""
    named = (*OpenAISettings().voices.items(), *ServerSettings().voices.items())
    speakers = {voice: SPEAKERS[name] for name, voice in named}

    @cache
    def sentence(text: str, speaker: Speaker) -> bytes:
        return weights.load().synthesiser.speak(text, speaker).tobytes()

    def speak(text: str, voice: str) -> bytes:
        return b"".join(sentence(part, speakers[voice]) for part in weights.load().synthesiser.split(text))

    await asyncio.to_thread(speak, opening, OpenAISettings().voices["low"])
    async with RehearsingDoubles(profile, speak, understand) as doubles, doubles.home:
        yield doubles


def understand(pcm: bytes, sample_rate: int) -> str:
    """What our own recogniser makes of it; of long silence before the words it is spared most."""
    sound = np.frombuffer(pcm, np.int16)
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > FAINT)
    if not loud.size:
        return ""
    heard = resampled(sound[max(0, int(loud[0]) - int(LEAD_S * sample_rate)) :], sample_rate, SAMPLE_RATE)
    return weights.load().recogniser.transcribe(heard.astype(np.float32) / np.float32(32768))
