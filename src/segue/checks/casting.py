"""A profile with its voices, as a check sees it: who plays each stage, what they can do, and where that is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from livekit.agents import llm

from segue.models.local.weights import LocalModels
from segue.models.sets.choose import one_set
from segue.models.stage_models import Mixed, ModelSet, StageModels
from segue.profile.load import FILE
from segue.profile.model import Profile
from segue.profile.playing import SetName
from segue.profile.yaml.nodes import compose
from segue.profile.yaml.source import Source
from segue.settings import CloudTTS, Settings, to_install

STAND_IN = "not-set"
"""For a key that is missing: models are made only to be asked what they can do."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Nothing here reaches for the network."""

    profile: Profile
    settings: Settings
    source: Source
    models: Mapping[str, StageModels]
    """The models of each stage; of local sets, only the mind."""

    @classmethod
    def of(cls, profile: Profile, settings: Settings, cast: ModelSet | None = None) -> "Casting":
        """Who plays `profile`, by the settings; `cast` goes before them. Raises `Unreadable` if its file is gone."""
        path = settings.profiles_dir / profile.name / FILE
        cast = cast or unbacked(profile, settings, None)
        models = {stage: cast.models(stage) for stage in profile.stages}
        return cls(profile, settings, Source(path, compose(path)), models)

    def played_by(self, stage: str) -> SetName:
        """The set of voices of a stage."""
        return self.settings.sets.of(self.profile, stage)

    def realtime(self, stage: str) -> llm.RealtimeModel | None:
        """The stage's realtime model; None for a pipeline."""
        mind = self.models[stage].llm
        return mind if isinstance(mind, llm.RealtimeModel) else None

    def place(self, *loc: str | int) -> str:
        """File and line of the profile."""
        return f"{self.source.path}:{self.source.line(loc)}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the settings say that means nothing here."""
        unknown = [stage for stage in self.settings.sets.stages if stage not in self.profile.stages]
        return tuple(f"SEGUE_MODELS names `{stage}`, which is no stage of {self.profile.name}" for stage in unknown)


def unbacked(profile: Profile, settings: Settings, models: LocalModels | None) -> Mixed:
    """Who plays, and who stands behind them, each by itself: a backup would hide what it stands behind."""
    of_stage = settings.sets.by_stage(profile)
    wanted = {*of_stage.values(), settings.backup or SetName.REHEARSAL}
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
