"""What can be set for the models: who plays which stage, who stands behind, and each provider's own settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from segue.environment.declared import keyed, missing, read
from segue.environment.reader import Reader, one_of
from segue.models.deepgram.provider import Deepgram
from segue.models.deepgram.settings import DeepgramSettings
from segue.models.extra_tts import ExtraTTS
from segue.models.extras import to_install
from segue.models.failover.switch import Deadlines
from segue.models.openai.provider import OpenAI
from segue.models.openai.settings import OpenAISettings
from segue.models.openai_compatible.provider import Servers
from segue.models.openai_compatible.settings import ServerSettings
from segue.models.providers import TTS_EXTRAS
from segue.profile.model import Profile
from segue.profile.playing import SetName


@dataclass(frozen=True, slots=True)
class SetChoice:
    """Which set of models plays which stage: what the setting says, then the profile, then the default."""

    everywhere: SetName | None = None
    """The setting's word for the whole call; None where it says nothing."""
    stages: Mapping[str, SetName] = field(default_factory=lambda: MappingProxyType({}))
    """The setting's word for single stages."""

    def of(self, profile: Profile, stage: str) -> SetName:
        """The set that plays `stage`."""
        return self.stages.get(stage) or self.everywhere or profile.stages[stage].models or SetName.CLOUD

    def by_stage(self, profile: Profile) -> dict[str, SetName]:
        """Every stage's set."""
        return {stage: self.of(profile, stage) for stage in profile.stages}


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Who plays, with what is set for them."""

    sets: SetChoice
    backup: SetName | None
    """Stands behind the cloud set."""
    openai: OpenAI
    deepgram: Deepgram
    tts: OpenAI | ExtraTTS
    """Who speaks in the cloud set."""
    servers: Servers
    deadlines: Deadlines
    """How long any of them is waited for."""

    @property
    def cloud_missing(self) -> list[str]:
        """A line for each key the cloud set lacks, and for an extra that is not installed."""
        fix = "set it, or set SEGUE_MODELS=rehearsal, which needs no key (see .env.example)"
        providers: list[OpenAI | Deepgram | ExtraTTS] = [self.openai, self.deepgram]
        providers += [] if self.tts == self.openai else [self.tts]
        lines = [f"{name} is not set; {fix}" for each in providers for name in missing(each.settings)]
        command = to_install(self.tts.package)
        return [*lines, f"SEGUE_CLOUD_TTS is {self.tts.name}, which is not installed; {command}"] if command else lines

    def keyed(self) -> "ModelSettings":
        """With something where a key or an extra is missing, without which the plugins can't be made."""
        openai = self.openai.keyed()
        return replace(
            self,
            openai=openai,
            deepgram=Deepgram(keyed(self.deepgram.settings)),
            tts=openai if to_install(self.tts.package) else self.tts.keyed(),
        )


def read_models(reader: Reader) -> ModelSettings:
    """The models' settings as `reader` has them; what is wrong is noted there."""
    openai = OpenAI(read(OpenAISettings, reader))
    speaks = reader.name("SEGUE_CLOUD_TTS", (OpenAI.name, *TTS_EXTRAS), OpenAI.name)
    extras = {name: made(read(settings, reader)) for name, (made, settings) in TTS_EXTRAS.items()}
    return ModelSettings(
        sets=_sets("SEGUE_MODELS", reader),
        backup=_backup("SEGUE_BACKUP", reader),
        openai=openai,
        deepgram=Deepgram(read(DeepgramSettings, reader)),
        tts=extras.get(speaks, openai),
        servers=Servers(read(ServerSettings, reader)),
        deadlines=read(Deadlines, reader),
    )


def _backup(name: str, reader: Reader) -> SetName | None:
    value = reader.name(name, (SetName.LOCAL, SetName.REHEARSAL, "none"), "none")
    return None if value == "none" else SetName(value)


def _sets(name: str, reader: Reader) -> SetChoice:
    """A set for the whole call, for single stages (`story=cloud`), or both, with commas between."""
    everywhere, stages = None, dict[str, SetName]()
    for part in filter(None, (part.strip() for part in reader.text(name).lower().split(","))):
        stage, equals, chosen = (piece.strip() for piece in part.rpartition("="))
        if chosen not in [*SetName]:
            reader.wrong(name, chosen, f"{one_of(SetName)}, or name a stage: story=cloud")
        elif equals:
            stages[stage] = SetName(chosen)
        else:
            everywhere = SetName(chosen)
    return SetChoice(everywhere, stages)
