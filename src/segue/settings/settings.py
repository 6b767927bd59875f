"""Every setting of the worker, each declared with its variable and its default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from segue.environment.declared import choice, declared, flag, maybe_whole, path, secret, text, url, whole
from segue.environment.file import EnvFile
from segue.environment.reader import Misconfigured, Reader
from segue.models.settings import ModelSettings, read_models
from segue.profile.playing import SetName
from segue.profile.renamed import SETTINGS
from segue.settings.surroundings import unusable
from segue.settings.unknown import unknown

PROFILES: Final = Path(__file__).resolve().parents[3] / "profiles"
"""Those that come along, wherever the process was started."""

SERVER: Final = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
NO_FILE: Final = EnvFile()


class NoiseCancellation(StrEnum):
    """What cleans the caller's sound before it is listened to."""

    OFF = "off"
    WEBRTC = "webrtc"
    KRISP = "krisp"


class VoiceActivity(StrEnum):
    """Which detector tells speech from silence."""

    LIVEKIT = "livekit"
    SILERO = "silero"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the worker may be told by its environment."""

    models: ModelSettings
    livekit_url: str = url("LIVEKIT_URL", schemes=("ws", "wss", "http", "https"))
    livekit_api_key: str = secret("LIVEKIT_API_KEY")
    livekit_api_secret: str = secret("LIVEKIT_API_SECRET")
    agent_name: str = text("SEGUE_AGENT_NAME", "segue")
    profile: str = text("SEGUE_PROFILE", "storyteller")
    profiles_dir: Path = path("SEGUE_PROFILES_DIR", str(PROFILES))
    noise_cancellation: NoiseCancellation = choice("SEGUE_NOISE_CANCELLATION", NoiseCancellation.OFF)
    voice_activity: VoiceActivity = choice("SEGUE_VAD", VoiceActivity.LIVEKIT)
    record: bool = flag("SEGUE_RECORD")
    max_calls: int = whole("SEGUE_MAX_CALLS", 4, lowest=1, highest=500)
    health_host: str = text("SEGUE_HEALTH_HOST", "127.0.0.1")
    health_port: int = whole("SEGUE_HEALTH_PORT", 8081, lowest=0, highest=65535)
    connect_within_s: int = whole("SEGUE_CONNECT_WITHIN_S", 15, lowest=1, highest=3600)
    store: Path = path("SEGUE_STORE", "appointments.sqlite")
    calls_dir: Path = path("SEGUE_CALLS_DIR", "calls")
    keep_days: int | None = maybe_whole("SEGUE_KEEP_DAYS", lowest=1, highest=36500)

    @classmethod
    def from_environment(cls, given: Mapping[str, str] | None = None, *, keys_needed: bool = True) -> "Settings":
        """Read the process's environment, and `.env` in the folder it was started in for what that lacks.

        What is `given` goes before both. Raises `Misconfigured`.
        """
        file = EnvFile.read(Path(".env"))
        # Into the environment too: proxies and certificates are set there, and a call's process begins with it.
        for name in file.values.keys() - os.environ.keys():
            os.environ[name] = file.values[name]
        return cls.read({**os.environ, **(given or {})}, keys_needed=keys_needed, file=file)

    @classmethod
    def read(cls, env: Mapping[str, str], *, keys_needed: bool = True, file: EnvFile = NO_FILE) -> "Settings":
        """Read `env`. Raises `Misconfigured` with every problem at once; LiveKit's own three may still be absent.

        `file` says which of it comes from where.
        `keys_needed`: a provider's key that `SEGUE_MODELS` asks for and that is missing is such a problem.
        """
        reader = Reader(env)
        reader.problems += [f"{old} is now called {new}; rename it" for old, new in SETTINGS.items() if env.get(old)]
        models = read_models(reader)
        settings = cls(models=models, **{field: setting.read(reader) for field, setting in declared(cls)})
        reader.problems += unknown({name: env[name] for name in env if name not in SETTINGS}, reader.asked, file.places)
        twice = {name: place for name, place in file.repeated.items() if name in reader.asked}
        reader.problems += [f"{place}: {name} a second time; keep one of the two" for name, place in twice.items()]
        if models.sets.everywhere is not SetName.REHEARSAL or models.sets.stages:
            reader.problems += unusable(env)
        if keys_needed and SetName.CLOUD in {models.sets.everywhere, *models.sets.stages.values()}:
            reader.problems += models.cloud_missing
        if reader.problems:
            raise Misconfigured(reader.problems)
        return settings

    @staticmethod
    def server_missing() -> list[str]:
        """A line for each thing the process's environment does not say of the LiveKit server."""
        return server_missing({name: Reader(os.environ).text(name) for name in SERVER})


def environment(always: Mapping[str, str], unless_set: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process of ours is started with: our own environment, `always`, and `unless_set` where nobody says else.

    What `.env` says is in it once `Settings.from_environment` has read that.
    """
    usual = {name: value for name, value in (unless_set or {}).items() if not os.environ.get(name, "").strip()}
    return {**os.environ, **usual, **always}


def server_missing(env: Mapping[str, str]) -> list[str]:
    """A line for each thing that is not known of the LiveKit server; a worker that serves needs them all."""
    fix = "set it to reach a LiveKit server (see .env.example)"
    return [f"{name} is not set; {fix}" for name in SERVER if not env.get(name, "").strip()]
