"""The environment, read in one place and once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from dotenv import load_dotenv


class Misconfigured(Exception):
    """Settings that are missing or malformed; one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class VoiceSet(StrEnum):
    """Who listens, thinks and speaks."""

    CLOUD = "cloud"
    REHEARSAL = "rehearsal"


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
class CloudModels:
    """The cloud set's keys and models."""

    openai_api_key: str = field(default="", repr=False)
    deepgram_api_key: str = field(default="", repr=False)
    stt: str = "nova-3"
    llm: str = "gpt-4o-mini"
    tts: str = "gpt-4o-mini-tts"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the worker may be told by its environment."""

    livekit_url: str
    livekit_api_key: str = field(repr=False)
    livekit_api_secret: str = field(repr=False)
    agent_name: str
    profile: str
    profiles_dir: Path
    voices: VoiceSet
    cloud: CloudModels
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
    def from_environment(cls) -> "Settings":
        """Read the process's environment, and the `.env` beside where it was started for what that lacks."""
        load_dotenv(Path(".env"))
        return cls.read(os.environ)

    @classmethod
    def read(cls, env: Mapping[str, str]) -> "Settings":
        """Read `env`. Raises `Misconfigured` with every problem at once; LiveKit's own three may still be absent."""
        read = _Reader(env)
        voices = read.one_of("SEGUE_VOICES", VoiceSet, VoiceSet.CLOUD)
        settings = cls(
            livekit_url=read.url("LIVEKIT_URL"),
            livekit_api_key=read.text("LIVEKIT_API_KEY"),
            livekit_api_secret=read.text("LIVEKIT_API_SECRET"),
            agent_name=read.text("SEGUE_AGENT_NAME", "segue"),
            profile=read.text("SEGUE_PROFILE", "storyteller"),
            profiles_dir=Path(read.text("SEGUE_PROFILES_DIR", "profiles")),
            voices=voices,
            cloud=read.cloud(needed=voices is VoiceSet.CLOUD),
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


Choice = TypeVar("Choice", bound=StrEnum)


class _Reader:
    """Reads one variable at a time and collects what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self._env.get(name, "").strip() or default

    def flag(self, name: str) -> bool:
        value = self.text(name, "off").lower()
        if value not in {"on", "off"}:
            self._wrong(name, value, "set it to on or off")
        return value == "on"

    def one_of(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        value = self.text(name, default).lower()
        if value not in [*choices]:
            self._wrong(name, value, f"set it to one of {', '.join(choices)}")
            return default
        return choices(value)

    def whole(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
            self._wrong(name, value, f"set it to a whole number from {lowest} to {highest}")
            return default
        return int(value)

    def url(self, name: str) -> str:
        value = self.text(name)
        parts = urlsplit(value)
        if value and (parts.scheme not in {"ws", "wss", "http", "https"} or not parts.hostname):
            self._wrong(name, value, "set it to the server's address, such as wss://example.livekit.cloud")
        return value

    def cloud(self, *, needed: bool) -> CloudModels:
        for name in ("OPENAI_API_KEY", "DEEPGRAM_API_KEY") if needed else ():
            if not self.text(name):
                self.problems.append(
                    f"{name} is not set; set it, or set SEGUE_VOICES=rehearsal, which needs no key (see .env.example)"
                )
        return CloudModels(
            openai_api_key=self.text("OPENAI_API_KEY"),
            deepgram_api_key=self.text("DEEPGRAM_API_KEY"),
            stt=self.text("SEGUE_DEEPGRAM_MODEL", CloudModels.stt),
            llm=self.text("SEGUE_OPENAI_LLM", CloudModels.llm),
            tts=self.text("SEGUE_OPENAI_TTS", CloudModels.tts),
        )

    def _wrong(self, name: str, value: str, mend: str) -> None:
        self.problems.append(f"{name} is {value[:60]!r}; {mend} (see .env.example)")
