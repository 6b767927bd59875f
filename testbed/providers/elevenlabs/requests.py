"""What ElevenLabs' `/text-to-speech/VOICE/stream` and `/text-to-dialogue/stream` take.

Fields, values and the query are those of its reference. Stricter in one thing: a field it doesn't know is refused, so
that a misspelt one is found. Not played: the length a text may have, and which languages a model speaks.
"""

import json
from collections.abc import Collection
from typing import Any, get_args

from aiohttp import web
from livekit.plugins.elevenlabs.models import TTSModels, is_dialogue_model

from testbed.providers.elevenlabs.errors import Unread, no_dialogue, no_form, no_key, no_model, no_voice, wrong_key
from testbed.providers.speaking import TextToSpeak

KEY = "sk_double"
MODELS: tuple[str, ...] = get_args(TTSModels)
FORM = "pcm_24000"
"""The provider makes others as well; nobody here asks for them."""
EVERYWHERE = {"model_id", "language_code", "apply_text_normalization", "pronunciation_dictionary_locators", "seed"}
SPEECH = {*EVERYWHERE, "text", "voice_settings", "previous_text", "next_text", "apply_language_text_normalization"}
DIALOGUE = {*EVERYWHERE, "inputs", "settings"}


async def read(http: web.Request, voices: Collection[str]) -> TextToSpeak:
    """A request for speech. Raises `ElevenLabsRefusal`."""
    if not (given := http.headers.get("xi-api-key")):
        raise no_key()
    if given != KEY:
        raise wrong_key(given)
    try:
        body = json.loads(await http.read())
    except ValueError:
        raise Unread("0", "JSON decode error", "json_invalid") from None
    voice = http.match_info.get("voice")
    asked = _dialogue(body) if voice is None else _speech(body, voice)
    if (form := http.query.get("output_format")) != FORM:
        raise no_form(form or "mp3_44100_128")
    if asked.model not in MODELS:
        raise no_model(asked.model)
    if voice is None and not is_dialogue_model(asked.model):
        raise no_dialogue(asked.model)
    if asked.voice not in voices:
        raise no_voice(asked.voice)
    return asked


def _speech(body: dict[str, Any], voice: str) -> TextToSpeak:
    _known(body, SPEECH)
    return TextToSpeak(_text(body), voice, body.get("model_id", "eleven_multilingual_v2"))


def _dialogue(body: dict[str, Any]) -> TextToSpeak:
    _known(body, DIALOGUE)
    (one,) = body.get("inputs") or [{}]
    return TextToSpeak(_text(one), one.get("voice_id", ""), body.get("model_id", "eleven_v3"))


def _known(body: dict[str, Any], fields: set[str]) -> None:
    if strange := body.keys() - fields:
        raise Unread(min(strange), "Extra inputs are not permitted", "extra_forbidden")


def _text(body: dict[str, Any]) -> str:
    if "text" not in body:
        raise Unread("text", "Field required", "missing")
    if not isinstance(text := body["text"], str):
        raise Unread("text", "Input should be a valid string", "string_type")
    return text
