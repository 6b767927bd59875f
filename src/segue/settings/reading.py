"""How the settings of each set of voices are read, and what the cloud set lacks."""

import re
from typing import Final

from segue.profile.playing import ToolsBy
from segue.settings.environment import Reader
from segue.settings.extras import to_install
from segue.settings.providers import CartesiaSettings, CloudSettings, CloudTTS, LocalSettings, RealtimeTurns

UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def cloud(read: Reader, *, needed: bool) -> CloudSettings:
    """The cloud set's settings; its keys may be absent where no stage is played by it."""
    usual = CloudSettings()
    models = CloudSettings(
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


def cartesia(read: Reader) -> CartesiaSettings:
    """Cartesia's settings. Its voices have names too, but answer to their ids alone."""
    usual = CartesiaSettings()
    models = CartesiaSettings(
        api_key=read.text("CARTESIA_API_KEY"),
        tts=read.text("SEGUE_CARTESIA_TTS", usual.tts),
        speakers=read.pairs("SEGUE_CARTESIA_VOICES", usual.speakers),
        base_url=read.url("SEGUE_CARTESIA_URL"),
    )
    for voice in models.speakers.values():
        if not UUID.fullmatch(voice):
            read.wrong("SEGUE_CARTESIA_VOICES", voice, f"set it to a voice's id, such as {usual.speakers['warm']}")
    return models


def cloud_missing(models: CloudSettings) -> list[str]:
    """A line for each key the cloud set lacks, and for an extra that is not installed."""
    given = {"OPENAI_API_KEY": models.openai_api_key, "DEEPGRAM_API_KEY": models.deepgram_api_key}
    if models.speaks is CloudTTS.CARTESIA:
        given["CARTESIA_API_KEY"] = models.cartesia.api_key
    fix = "set it, or set SEGUE_MODELS=rehearsal, which needs no key (see .env.example)"
    lines = [f"{name} is not set; {fix}" for name, key in given.items() if not key]
    command = to_install(models.speaks)
    return [*lines, f"SEGUE_CLOUD_TTS is {models.speaks}, which is not installed; {command}"] if command else lines


def local(read: Reader) -> LocalSettings:
    """The local set's settings."""
    usual = LocalSettings()
    return LocalSettings(
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
