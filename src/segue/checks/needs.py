"""Which services a stage is played with, by its set of models and the settings."""

from collections.abc import Iterator
from dataclasses import dataclass

from segue.models.local.provider import WHISPER, hibari
from segue.models.settings import ModelSettings
from segue.models.trials.service import Part, Role, Service
from segue.profile.model import StageSpec
from segue.profile.playing import Mode, SetName

UNDERSTUDY = Service(Part.UNDERSTUDY, "understudy")


@dataclass(frozen=True, slots=True)
class Need:
    """A service that a stage needs, of which set, and when."""

    service: Service
    of: SetName
    role: Role = Role.PLAYS


def needs(spec: StageSpec, played: SetName, settings: ModelSettings) -> Iterator[Need]:
    """Every service of a stage that is played by a set of models."""
    if played is not SetName.CLOUD:
        yield from (Need(service, played) for service in _pipeline(spec, played, settings))
        return
    half = spec.mode is Mode.HALF_CASCADE
    if spec.mode is not Mode.PIPELINE:
        yield Need(settings.openai.realtime_service(spec.speaker, text_only=half), played)
    for service in _pipeline(spec, played, settings):
        plays = spec.mode is Mode.PIPELINE or (half and service.part is Part.TTS)
        yield Need(service, played, Role.PLAYS if plays else Role.FALLBACK)
    if settings.backup:
        yield from (
            Need(service, settings.backup, Role.BACKUP) for service in _pipeline(spec, settings.backup, settings)
        )


def _pipeline(spec: StageSpec, played: SetName, settings: ModelSettings) -> tuple[Service, Service, Service]:
    servers = settings.servers
    match played:
        case SetName.CLOUD:
            stt, llm = settings.deepgram.stt_service(), settings.openai.llm_service()
            return stt, llm, settings.tts.tts_service(spec.speaker)
        case SetName.LOCAL:
            tts = servers.tts_service(spec.speaker) or hibari(spec.speaker)
            return servers.stt_service() or WHISPER, servers.llm_service(), tts
        case SetName.REHEARSAL:
            return WHISPER, UNDERSTUDY, hibari(spec.speaker)
