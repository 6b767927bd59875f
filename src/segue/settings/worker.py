"""Every setting of the worker, and how each is read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dotenv import load_dotenv

from segue.profile.playing import SetName
from segue.settings.environment import Misconfigured, Reader
from segue.settings.providers import CloudSettings, LocalSettings, SetChoice
from segue.settings.reading import cloud, local


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
    sets: SetChoice
    backup: SetName | None
    cloud: CloudSettings
    local: LocalSettings
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

        `keys_needed`: a provider's key that `SEGUE_MODELS` asks for and that is missing is such a problem.
        """
        read = Reader(env)
        sets = read.set_choice("SEGUE_MODELS")
        clouded = SetName.CLOUD in {sets.everywhere, *sets.stages.values()}
        settings = cls(
            livekit_url=read.url("LIVEKIT_URL"),
            livekit_api_key=read.text("LIVEKIT_API_KEY"),
            livekit_api_secret=read.text("LIVEKIT_API_SECRET"),
            agent_name=read.text("SEGUE_AGENT_NAME", "segue"),
            profile=read.text("SEGUE_PROFILE", "storyteller"),
            profiles_dir=Path(read.text("SEGUE_PROFILES_DIR", "profiles")),
            sets=sets,
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


def server_missing(env: Mapping[str, str]) -> list[str]:
    """A line for each thing that is not known of the LiveKit server; a worker that serves needs them all."""
    fix = "set it to reach a LiveKit server (see .env.example)"
    names = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
    return [f"{name} is not set; {fix}" for name in names if not env.get(name, "").strip()]
