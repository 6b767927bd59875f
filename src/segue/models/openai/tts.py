"""OpenAI's speech synthesis, on Azure too."""

from typing import Any

from livekit.agents import tts
from livekit.plugins import openai

from segue.models.openai.settings import OPENAI, OpenAISettings


def synthesis(settings: OpenAISettings, speaker: str) -> tts.TTS[Any]:
    """One speaker's voice, as raw sound: 24 kHz mono."""
    voice = settings.voices[speaker]
    if settings.azure_endpoint:
        return openai.TTS.with_azure(
            model=settings.tts,
            voice=voice,
            azure_deployment=settings.tts,
            azure_endpoint=settings.azure_endpoint,
            api_version=settings.azure_api_version,
            api_key=settings.api_key,
            response_format="pcm",
        )
    return openai.TTS(
        model=settings.tts,
        voice=voice,
        api_key=settings.api_key,
        base_url=settings.base_url or OPENAI,
        response_format="pcm",
    )
