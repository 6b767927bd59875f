"""A profile with its voices, as a check sees it: who plays each stage, what they can do, and where that is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from livekit.agents import llm

from segue.call.profile.load import FILE
from segue.call.profile.model import Profile
from segue.call.profile.voicing import VoiceSet
from segue.call.yaml import Source
from segue.call.yaml_nodes import compose
from segue.settings import CloudTTS, Settings, to_install
from segue.voices.local.models import Models
from segue.voices.parts import Mixed, Parts, Voices
from segue.voices.sets import one_set

STAND_IN = "not-set"
"""For a key that is missing: models are made only to be asked what they can do."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Nothing here reaches for the network."""

    profile: Profile
    settings: Settings
    source: Source
    parts: Mapping[str, Parts]
    """The models of each stage; of local sets, only the mind."""

    @classmethod
    def of(cls, profile: Profile, settings: Settings, cast: Voices | None = None) -> "Casting":
        """Who plays `profile`, by the settings; `cast` goes before them. Raises `Unreadable` if its file is gone."""
        path = settings.profiles_dir / profile.name / FILE
        cast = cast or unbacked(profile, settings, None)
        parts = {stage: cast.parts(stage) for stage in profile.stages}
        return cls(profile, settings, Source(path, compose(path)), parts)

    def played_by(self, stage: str) -> VoiceSet:
        """The set of voices of a stage."""
        return self.settings.voices.of(self.profile, stage)

    def realtime(self, stage: str) -> llm.RealtimeModel | None:
        """The stage's realtime model; None for a pipeline."""
        mind = self.parts[stage].mind
        return mind if isinstance(mind, llm.RealtimeModel) else None

    def place(self, *loc: str | int) -> str:
        """File and line of the profile."""
        return f"{self.source.path}:{self.source.line(loc)}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the settings say that means nothing here."""
        unknown = [stage for stage in self.settings.voices.stages if stage not in self.profile.stages]
        return tuple(f"SEGUE_VOICES names `{stage}`, which is no stage of {self.profile.name}" for stage in unknown)


def unbacked(profile: Profile, settings: Settings, models: Models | None) -> Mixed:
    """Who plays, and who stands behind them, each by itself: a backup would hide what it stands behind."""
    of_stage = settings.voices.sets(profile)
    wanted = {*of_stage.values(), settings.backup or VoiceSet.REHEARSAL}
    return Mixed({name: one_set(name, profile, keyed(settings), models) for name in wanted}, of_stage)


def keyed(settings: Settings) -> Settings:
    """The settings with something where a key or an extra is missing, without which the plugins can't be made."""
    cloud = settings.cloud
    keyed = replace(
        cloud,
        openai_api_key=cloud.openai_api_key or STAND_IN,
        deepgram_api_key=cloud.deepgram_api_key or STAND_IN,
        speaks=CloudTTS.OPENAI if to_install(cloud.speaks) else cloud.speaks,
        cartesia=replace(cloud.cartesia, api_key=cloud.cartesia.api_key or STAND_IN),
    )
    return replace(settings, cloud=keyed)
