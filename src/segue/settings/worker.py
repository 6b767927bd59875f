"""Every setting of the worker, and how each is read."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from dotenv import load_dotenv

from segue.call.profile.voicing import ToolsBy, VoiceSet
from segue.settings.environment import Misconfigured, Reader
from segue.settings.extras import to_install
from segue.settings.providers import CartesiaModels, CloudModels, CloudTTS, LocalModels, RealtimeTurns, Voicing

UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class NoiseCancellation(StrEnum):
    """What cleans the caller's sound before it is listened to."""

    OFF = "off"
    WEBRTC = "webrtc"
    KRISP = "krisp"


class VoiceActivity(StrEnum):
    """Which detector tells speech from silence."""

    LIVEKIT = "livekit"
    SILERO = "silero"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the worker may be told by its environment."""

    livekit_url: str
    livekit_api_key: str = field(repr=False)
    livekit_api_secret: str = field(repr=False)
    agent_name: str
    profile: str
    profiles_dir: Path
    voices: Voicing
    backup: VoiceSet | None
    cloud: CloudModels
    local: LocalModels
    noise_cancellation: NoiseCancellation
    voice_activity: VoiceActivity
    record: bool
    max_calls: int
    health_host: str
    health_port: int
    connect_within_s: float
    store: Path
    calls_dir: Path

    @classmethod
    def from_environment(cls, given: Mapping[str, str] | None = None, *, keys_needed: bool = True) -> "Settings":
        """Read the process's environment, and `.env` in the folder it was started in for what that lacks.

        What is `given` goes before both. Raises `Misconfigured`.
        """
        load_dotenv(Path(".env"))
        return cls.read({**os.environ, **(given or {})}, keys_needed=keys_needed)

    @staticmethod
    def server_missing() -> list[str]:
        """A line for each thing the process's environment does not say of the LiveKit server."""
        return server_missing(os.environ)

    @classmethod
    def read(cls, env: Mapping[str, str], *, keys_needed: bool = True) -> "Settings":
        """Read `env`. Raises `Misconfigured` with every problem at once; LiveKit's own three may still be absent.

        `keys_needed`: a provider's key that `SEGUE_VOICES` asks for and that is missing is such a problem.
        """
        read = Reader(env)
        voices = read.voicing("SEGUE_VOICES")
        clouded = VoiceSet.CLOUD in {voices.everywhere, *voices.stages.values()}
        settings = cls(
            livekit_url=read.url("LIVEKIT_URL"),
            livekit_api_key=read.text("LIVEKIT_API_KEY"),
            livekit_api_secret=read.text("LIVEKIT_API_SECRET"),
            agent_name=read.text("SEGUE_AGENT_NAME", "segue"),
            profile=read.text("SEGUE_PROFILE", "storyteller"),
            profiles_dir=Path(read.text("SEGUE_PROFILES_DIR", "profiles")),
            voices=voices,
            backup=read.backup("SEGUE_BACKUP"),
            cloud=cloud(read, needed=keys_needed and clouded),
            local=local(read),
            noise_cancellation=read.one_of("SEGUE_NOISE_CANCELLATION", NoiseCancellation, NoiseCancellation.OFF),
            voice_activity=read.one_of("SEGUE_VAD", VoiceActivity, VoiceActivity.LIVEKIT),
            record=read.flag("SEGUE_RECORD"),
            max_calls=read.whole("SEGUE_MAX_CALLS", 4, lowest=1, highest=500),
            health_host=read.text("SEGUE_HEALTH_HOST", "127.0.0.1"),
            health_port=read.whole("SEGUE_HEALTH_PORT", 8081, lowest=0, highest=65535),
            connect_within_s=float(read.whole("SEGUE_CONNECT_WITHIN_S", 15, lowest=1, highest=600)),
            store=Path(read.text("SEGUE_STORE", "appointments.sqlite")),
            calls_dir=Path(read.text("SEGUE_CALLS_DIR", "calls")),
        )
        if read.problems:
            raise Misconfigured(read.problems)
        return settings


def cloud(read: Reader, *, needed: bool) -> CloudModels:
    """The cloud set's settings; its keys may be absent where no stage is played by it."""
    usual = CloudModels()
    models = CloudModels(
        openai_api_key=read.text("OPENAI_API_KEY"),
        deepgram_api_key=read.text("DEEPGRAM_API_KEY"),
        stt=read.text("SEGUE_DEEPGRAM_MODEL", usual.stt),
        llm=read.text("SEGUE_OPENAI_LLM", usual.llm),
        tts=read.text("SEGUE_OPENAI_TTS", usual.tts),
        realtime=read.text("SEGUE_OPENAI_REALTIME", usual.realtime),
        speakers=read.pairs("SEGUE_OPENAI_VOICES", usual.speakers),
        openai_base_url=read.url("SEGUE_OPENAI_URL"),
        realtime_base_url=read.url("SEGUE_REALTIME_URL"),
        deepgram_base_url=read.url("SEGUE_DEEPGRAM_URL"),
        azure_endpoint=read.url("SEGUE_AZURE_ENDPOINT"),
        azure_api_version=read.text("SEGUE_AZURE_API_VERSION", usual.azure_api_version),
        realtime_turns=read.one_of("SEGUE_REALTIME_TURNS", RealtimeTurns, usual.realtime_turns),
        speaks=read.one_of("SEGUE_CLOUD_TTS", CloudTTS, usual.speaks),
        cartesia=cartesia(read),
    )
    read.problems += cloud_missing(models) if needed else []
    return models


def cartesia(read: Reader) -> CartesiaModels:
    """Cartesia's settings. Its voices have names too, but answer to their ids alone."""
    usual = CartesiaModels()
    models = CartesiaModels(
        api_key=read.text("CARTESIA_API_KEY"),
        tts=read.text("SEGUE_CARTESIA_TTS", usual.tts),
        speakers=read.pairs("SEGUE_CARTESIA_VOICES", usual.speakers),
        base_url=read.url("SEGUE_CARTESIA_URL"),
    )
    for voice in models.speakers.values():
        if not UUID.fullmatch(voice):
            read.wrong("SEGUE_CARTESIA_VOICES", voice, f"set it to a voice's id, such as {usual.speakers['warm']}")
    return models


def cloud_missing(models: CloudModels) -> list[str]:
    """A line for each key the cloud set lacks, and for an extra that is not installed."""
    given = {"OPENAI_API_KEY": models.openai_api_key, "DEEPGRAM_API_KEY": models.deepgram_api_key}
    if models.speaks is CloudTTS.CARTESIA:
        given["CARTESIA_API_KEY"] = models.cartesia.api_key
    mend = "set it, or set SEGUE_VOICES=rehearsal, which needs no key (see .env.example)"
    lines = [f"{name} is not set; {mend}" for name, key in given.items() if not key]
    command = to_install(models.speaks)
    return [*lines, f"SEGUE_CLOUD_TTS is {models.speaks}, which is not installed; {command}"] if command else lines


def server_missing(env: Mapping[str, str]) -> list[str]:
    """A line for each thing that is not known of the LiveKit server; a worker that serves needs them all."""
    mend = "set it to reach a LiveKit server (see .env.example)"
    names = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
    return [f"{name} is not set; {mend}" for name in names if not env.get(name, "").strip()]


def local(read: Reader) -> LocalModels:
    """The local set's settings."""
    usual = LocalModels()
    return LocalModels(
        llm_base_url=read.url("SEGUE_LOCAL_LLM_URL") or usual.llm_base_url,
        llm=read.text("SEGUE_LOCAL_LLM", usual.llm),
        llm_api_key=read.text("SEGUE_LOCAL_LLM_KEY", usual.llm_api_key),
        first_token_s=float(read.whole("SEGUE_LOCAL_FIRST_TOKEN_S", int(usual.first_token_s), lowest=1, highest=300)),
        answer_tokens=read.whole("SEGUE_LOCAL_ANSWER_TOKENS", usual.answer_tokens, lowest=20, highest=100_000),
        tools_by=read.maybe_one_of("SEGUE_LOCAL_TOOLS_BY", ToolsBy),
        stt_base_url=read.url("SEGUE_LOCAL_STT_URL"),
        stt=read.text("SEGUE_LOCAL_STT", usual.stt),
        tts_base_url=read.url("SEGUE_LOCAL_TTS_URL"),
        tts=read.text("SEGUE_LOCAL_TTS", usual.tts),
        speakers=read.pairs("SEGUE_LOCAL_VOICES", usual.speakers),
    )
