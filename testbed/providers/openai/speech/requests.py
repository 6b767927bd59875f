"""What the speech endpoints accept: text to be spoken, and sound to be written down."""

import io
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from aiohttp import web
from openai.types.audio import speech_create_params
from openai.types.audio.transcription_create_params import TranscriptionCreateParamsNonStreaming

from testbed.providers.openai.errors import OpenAIRefusal, missing, out_of_range, too_long, unsupported
from testbed.providers.openai.sdk_types import check

VOICES: tuple[str, ...] = next(get_args(one) for one in get_args(speech_create_params.Voice) if get_args(one))
FORMATS = ("mp3", "wav", "pcm")
"""Of the provider's six those that the double makes; the rest it refuses, which the provider does not."""
LONGEST_INPUT = 4096
LEAST_HEARD_S = 0.1
_WITHOUT_EVENTS = ("tts-1", "tts-1-hd")
_SOUND_FILES = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
_LISTS = {"languages", "keywords", "include", "timestamp_granularities"}
_NUMBERS = {"temperature"}


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """Text to be spoken."""

    body: Mapping[str, Any]
    """All of it, as it came."""
    model: str
    input: str
    voice: str
    instructions: str | None
    response_format: str
    streams_events: bool
    """Whether the sound is wanted as server-sent events."""


@dataclass(frozen=True, slots=True)
class TranscriptionRequest:
    """Sound to be written down."""

    body: Mapping[str, Any]
    """The form's fields, but for the file."""
    model: str
    response_format: str
    pcm: bytes
    """Mono, int16."""
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / 2 / self.sample_rate


def read_speech(body: dict[str, Any], voices: Sequence[str]) -> SpeechRequest:
    """The request in `body`. Raises `Refusal`."""
    check(speech_create_params.SpeechCreateParams, body)
    text, voice, model = body["input"], body["voice"], body["model"]
    if not text:
        said = "empty string. Expected a string with minimum length 1, but got an empty string instead."
        raise OpenAIRefusal(f"Invalid 'input': {said}", "empty_string", "input")
    if len(text) > LONGEST_INPUT:
        raise too_long("input", text, LONGEST_INPUT)
    if voice not in voices:
        raise unsupported(voice, voices, "voice")
    if wrong := out_of_range("speed", body.get("speed", 1.0), 0.25, 4.0):
        raise wrong
    form = body.get("response_format", "mp3")
    if form not in FORMATS:
        raise unsupported(form, FORMATS, "response_format")
    events = body.get("stream_format") == "sse"
    if events and model in _WITHOUT_EVENTS:
        # That it is refused is documented; with which words is not.
        raise OpenAIRefusal(
            f"stream_format 'sse' is not supported with model '{model}'.", "unsupported_value", "stream_format"
        )
    return SpeechRequest(body, model, text, voice, body.get("instructions"), form, events)


async def read_transcription(http: web.Request) -> TranscriptionRequest:
    """The request in a form with a file. Raises `Refusal`."""
    if not http.content_type.startswith("multipart/"):
        raise missing("file")
    form = await http.post()
    fields: dict[str, Any] = {}
    data: bytes | None = None
    for name, value in form.items():
        bare = name.removesuffix("[]")
        if isinstance(value, web.FileField):
            with value.file as file:
                data = file.read()
        elif bare in _LISTS:
            fields.setdefault(bare, []).append(value)
        else:
            fields[bare] = _number(str(value)) if bare in _NUMBERS else value
    if data is None:
        raise missing("file")
    return _understood(fields, data)


def _understood(fields: dict[str, Any], data: bytes) -> TranscriptionRequest:
    check(TranscriptionCreateParamsNonStreaming, {**fields, "file": b""})
    model, wanted = fields["model"], fields.get("response_format", "json")
    if wanted not in ("json", "text", "verbose_json"):
        raise unsupported(wanted, ("json", "text", "verbose_json"), "response_format")
    if wanted == "verbose_json" and "transcribe" in model:
        said = f"response_format 'verbose_json' is not compatible with model '{model}'. Use 'json' or 'text' instead."
        raise OpenAIRefusal(said, "unsupported_value", "response_format")
    return TranscriptionRequest(fields, model, wanted, *_sound(data))


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _sound(data: bytes) -> tuple[bytes, int]:
    try:
        with wave.open(io.BytesIO(data)) as file:
            if file.getsampwidth() != 2:
                raise wave.Error("not 16 bit")
            rate, channels = file.getframerate(), file.getnchannels()
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    except (wave.Error, EOFError):
        # All their kinds are named, though the double reads WAV alone.
        raise OpenAIRefusal(f"Invalid file format. Supported formats: {list(_SOUND_FILES)}") from None
    mono = samples.reshape(-1, channels).mean(axis=1).astype(np.int16)
    if mono.size < LEAST_HEARD_S * rate:
        said = f"Audio file is too short. Minimum audio length is {LEAST_HEARD_S} seconds."
        raise OpenAIRefusal(said, "audio_too_short", "file")
    return mono.tobytes(), rate
