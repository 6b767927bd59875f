"""What Cartesia's `/tts/bytes` takes, and what it says of the rest.

Fields and values are those of its reference for version 2025-04-16, where a refusal is `Title: Message` in plain text.
The words about models are Cartesia's; those about voices, keys and the rest follow their pattern. Stricter in one
thing: a field it doesn't know is refused, so that a misspelt one is found.
"""

import json
from collections.abc import Collection
from typing import get_args

from aiohttp import web
from livekit.plugins.cartesia.models import TTSLanguages, TTSModels

from testbed.providers.cartesia.errors import CartesiaRefusal, wrong_key
from testbed.providers.sound import SAMPLE_RATE
from testbed.providers.speaking import TextToSpeak

KEY = "sk_car_double"
VERSIONS = ("2024-06-10", "2024-11-13", "2025-04-16", "2026-03-01")
MODELS: tuple[str, ...] = (*get_args(TTSModels), "sonic-3.5")
LANGUAGES: tuple[str, ...] = get_args(TTSLanguages)
FORM = {"container": "raw", "encoding": "pcm_s16le", "sample_rate": SAMPLE_RATE}
"""The provider makes others as well; nobody here asks for them."""
FIELDS = {"model_id", "transcript", "voice", "output_format", "language", "generation_config", "pronunciation_dict_id"}


async def read(http: web.Request, voices: Collection[str]) -> TextToSpeak:
    """A request for speech. Raises `CartesiaRefusal`."""
    given = http.headers.get("X-API-Key") or http.headers.get("Authorization", "").removeprefix("Bearer ")
    if given != KEY:
        raise wrong_key()
    if http.headers.get("Cartesia-Version") not in VERSIONS:
        raise CartesiaRefusal("Invalid version", "Cartesia-Version has to be set to a version of the API.")
    try:
        body = json.loads(await http.read())
    except ValueError:
        raise CartesiaRefusal("Invalid request", "The body is not valid JSON.") from None
    if strange := body.keys() - FIELDS:
        raise CartesiaRefusal("Invalid request", f"Unknown field {min(strange)}.")
    if body.get("model_id") not in MODELS:
        raise CartesiaRefusal("Invalid model", "The model is not valid, make sure it is a valid model ID.")
    if body.get("language") not in {None, *LANGUAGES}:
        raise CartesiaRefusal("Invalid language", "The language is not supported by the model.")
    if body.get("output_format") != FORM:
        raise CartesiaRefusal("Invalid output format", "The output format is not supported.")
    voice = body.get("voice") or {}
    if voice.get("mode") != "id" or voice.get("id") not in voices:
        raise CartesiaRefusal("Voice not found", "The voice does not exist, or is not yours.", 404)
    transcript = body.get("transcript")
    if not isinstance(transcript, str) or not transcript.strip():
        raise CartesiaRefusal("Invalid transcript", "The transcript is empty.")
    return TextToSpeak(transcript, voice["id"], body["model_id"])
