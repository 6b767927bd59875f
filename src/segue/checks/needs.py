"""Which services a stage is played with, by its set of voices and the settings."""

from collections.abc import Iterator
from typing import Final

from segue.checks.services import Need, Part, Role, Service, Speaks
from segue.profile.model import StageSpec
from segue.profile.playing import Mode, SetName
from segue.settings import CloudSettings, CloudTTS, LocalSettings, Settings, to_install

OPENAI: Final = "https://api.openai.com/v1"
NOVA: Final = "https://api.deepgram.com/v1/listen"
FLUX: Final = "https://api.deepgram.com/v2/listen"
CARTESIA: Final = "https://api.cartesia.ai"


def needs(spec: StageSpec, played: SetName, settings: Settings) -> Iterator[Need]:
    """Every service of a stage that is played by a set of voices."""
    if played is not SetName.CLOUD:
        yield from (Need(service, played) for service in _pipeline(spec, played, settings))
        return
    if spec.mode is not Mode.PIPELINE:
        yield Need(_realtime(spec, settings.cloud), played)
    for service in _pipeline(spec, played, settings):
        speaks = service.part is Part.TTS and spec.mode is Mode.HALF_CASCADE
        plays = speaks or spec.mode is Mode.PIPELINE
        yield Need(service, played, Role.PLAYS if plays else Role.FALLBACK)
    if settings.backup:
        yield from (
            Need(service, settings.backup, Role.BACKUP) for service in _pipeline(spec, settings.backup, settings)
        )


def _pipeline(spec: StageSpec, played: SetName, settings: Settings) -> Iterator[Service]:
    match played:
        case SetName.CLOUD:
            yield from _cloud(spec, settings.cloud)
        case SetName.LOCAL:
            yield from _local(spec, settings.local)
        case SetName.REHEARSAL:
            hears, speaks = _here(spec)
            yield from (hears, Service(Part.UNDERSTUDY, Speaks.HERE, "understudy"), speaks)


def _cloud(spec: StageSpec, models: CloudSettings) -> Iterator[Service]:
    flux = models.stt.startswith("flux")
    deepgram = models.deepgram_base_url or (FLUX if flux else NOVA)
    yield Service(
        Part.STT,
        Speaks.DEEPGRAM,
        models.stt,
        "SEGUE_DEEPGRAM_MODEL",
        deepgram,
        "SEGUE_DEEPGRAM_URL",
        models.deepgram_api_key,
        "DEEPGRAM_API_KEY",
    )
    speaks = Speaks.AZURE if models.azure_endpoint else Speaks.OPENAI
    where = (models.azure_endpoint or models.openai_base_url or OPENAI, _url_setting(models))
    key = (models.openai_api_key, "OPENAI_API_KEY")
    yield Service(Part.LLM, speaks, models.llm, "SEGUE_OPENAI_LLM", *where, *key)
    match models.speaks:
        case CloudTTS.OPENAI:
            voice = (models.speakers[spec.speaker], "SEGUE_OPENAI_VOICES")
            yield Service(Part.TTS, speaks, models.tts, "SEGUE_OPENAI_TTS", *where, *key, *voice)
        case CloudTTS.CARTESIA:
            yield _cartesia(spec, models)


def _cartesia(spec: StageSpec, models: CloudSettings) -> Service:
    chosen = models.cartesia
    return Service(
        Part.TTS,
        Speaks.CARTESIA,
        chosen.tts,
        "SEGUE_CARTESIA_TTS",
        chosen.base_url or CARTESIA,
        "SEGUE_CARTESIA_URL",
        chosen.api_key,
        "CARTESIA_API_KEY",
        chosen.speakers[spec.speaker],
        "SEGUE_CARTESIA_VOICES",
        install=to_install(models.speaks),
    )


def _realtime(spec: StageSpec, models: CloudSettings) -> Service:
    azure, alone = models.azure_endpoint, models.realtime_base_url
    return Service(
        Part.REALTIME,
        Speaks.AZURE if azure else Speaks.OPENAI,
        models.realtime,
        "SEGUE_OPENAI_REALTIME",
        alone or (f"{azure.rstrip('/')}/openai" if azure else OPENAI),
        "SEGUE_AZURE_ENDPOINT" if azure and not alone else "SEGUE_REALTIME_URL",
        models.openai_api_key,
        "OPENAI_API_KEY",
        models.speakers[spec.speaker] if spec.mode is Mode.REALTIME else "",
        "SEGUE_OPENAI_VOICES",
    )


def _local(spec: StageSpec, models: LocalSettings) -> Iterator[Service]:
    hears, speaks = _here(spec)
    if models.stt_base_url:
        where = (models.stt_base_url, "SEGUE_LOCAL_STT_URL")
        hears = Service(Part.STT, Speaks.OPENAI, models.stt, "SEGUE_LOCAL_STT", *where)
    yield hears
    yield Service(
        Part.LLM,
        Speaks.OPENAI,
        models.llm,
        "SEGUE_LOCAL_LLM",
        models.llm_base_url,
        "SEGUE_LOCAL_LLM_URL",
        models.llm_api_key,
        first_token_s=models.first_token_s,
    )
    if models.tts_base_url:
        where, voice = (models.tts_base_url, "SEGUE_LOCAL_TTS_URL"), models.speakers[spec.speaker]
        speaks = Service(
            Part.TTS,
            Speaks.OPENAI,
            models.tts,
            "SEGUE_LOCAL_TTS",
            *where,
            voice=voice,
            voice_setting="SEGUE_LOCAL_VOICES",
        )
    yield speaks


def _here(spec: StageSpec) -> tuple[Service, Service]:
    hears = Service(Part.STT, Speaks.HERE, "whisper-tiny.en")
    return hears, Service(Part.TTS, Speaks.HERE, "hibari", voice=spec.speaker)


def _url_setting(models: CloudSettings) -> str:
    return "SEGUE_AZURE_ENDPOINT" if models.azure_endpoint else "SEGUE_OPENAI_URL"
