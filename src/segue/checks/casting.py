"""A profile with its models, as a check sees it: who plays each stage, what they can do, and where that is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from livekit.agents import llm

from segue.models.local.weights import LocalModels
from segue.models.sets.choose import one_set
from segue.models.settings import ModelSettings
from segue.models.stage_models import Mixed, ModelSet, StageModels
from segue.profile.load import FILE
from segue.profile.model import Profile
from segue.profile.playing import SetName
from segue.profile.yaml.nodes import compose
from segue.profile.yaml.source import Source
from segue.settings import Settings


@dataclass(frozen=True, slots=True)
class Casting:
    """Nothing here reaches for the network."""

    profile: Profile
    settings: Settings
    source: Source
    models: Mapping[str, StageModels]
    """The models of each stage; of sets on this machine, only the LLM."""

    @classmethod
    def of(cls, profile: Profile, settings: Settings, cast: ModelSet | None = None) -> "Casting":
        """Who plays `profile`, by the settings; `cast` goes before them. Raises `Unreadable` if its file is gone."""
        path = settings.profiles_dir / profile.name / FILE
        cast = cast or alone(profile, settings.models, None)
        models = {stage: cast.models(stage) for stage in profile.stages}
        return cls(profile, settings, Source(path, compose(path)), models)

    def played_by(self, stage: str) -> SetName:
        """The set of models of a stage."""
        return self.settings.models.sets.of(self.profile, stage)

    def realtime(self, stage: str) -> llm.RealtimeModel | None:
        """The stage's realtime model; None for a pipeline."""
        model = self.models[stage].llm
        return model if isinstance(model, llm.RealtimeModel) else None

    def place(self, *loc: str | int) -> str:
        """File and line of the profile."""
        return f"{self.source.path}:{self.source.line(loc)}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the settings say that means nothing here."""
        unknown = [stage for stage in self.settings.models.sets.stages if stage not in self.profile.stages]
        return tuple(f"SEGUE_MODELS names `{stage}`, which is no stage of {self.profile.name}" for stage in unknown)


def alone(profile: Profile, settings: ModelSettings, models: LocalModels | None) -> Mixed:
    """Who plays, and who stands behind them, each by itself: a backup would hide what it stands behind."""
    of_stage = settings.sets.by_stage(profile)
    wanted = {*of_stage.values(), settings.backup or SetName.REHEARSAL}
    return Mixed({name: one_set(name, profile, settings.keyed(), models) for name in wanted}, of_stage)
