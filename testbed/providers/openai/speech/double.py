"""OpenAI's speech endpoints, text to sound as events or bytes, sound to text."""

import asyncio
import base64
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from testbed.providers.endpoint import Endpoint
from testbed.providers.openai.api import KEY, OpenAIDouble, read_json
from testbed.providers.openai.errors import out_of_order
from testbed.providers.openai.speech.requests import (
    VOICES,
    SpeechRequest,
    TranscriptionRequest,
    read_speech,
    read_transcription,
)
from testbed.providers.record import Body
from testbed.providers.sound import PIECE_S, SAMPLE_RATE, STT, TTS, deaf, encoded, tone

SPEECH_MODELS = ("gpt-4o-mini-tts", "tts-1")
TRANSCRIPTION_MODELS = ("gpt-4o-mini-transcribe", "whisper-1")


class SpeechDouble(OpenAIDouble):
    """Give its `base_url` to `openai.TTS` and `openai.STT`. Records and faults are at `speech` and `transcriptions`.

    `plain`: as Speaches and Kokoro-FastAPI do, `stream_format` is ignored and the sound comes as bytes.
    `pace_s`: seconds between pieces of sound; each lasts `PIECE_S`, so that one is as fast as it plays.
    """

    def __init__(
        self,
        tts: TTS = tone,
        stt: STT = deaf,
        *,
        models: Sequence[str] = (*SPEECH_MODELS, *TRANSCRIPTION_MODELS),
        voices: Sequence[str] = VOICES,
        key: str | None = KEY,
        plain: bool = False,
        pace_s: float = 0.0,
    ) -> None:
        self.tts, self.stt = tts, stt
        self.voices, self.plain, self.pace_s = tuple(voices), plain, pace_s
        self.speech = Endpoint[SpeechRequest](self._read_speech, self._speak, out_of_order)
        self.transcriptions = Endpoint[TranscriptionRequest](self._read_transcription, self._write_down, out_of_order)
        endpoints: dict[str, Endpoint[Any]] = {
            "/audio/speech": self.speech,
            "/audio/transcriptions": self.transcriptions,
        }
        super().__init__(models, endpoints, key)

    async def _read_speech(self, http: web.Request) -> SpeechRequest:
        body = await read_json(http)
        self.know(body.get("model"))
        return read_speech(body, self.voices)

    async def _speak(self, request: SpeechRequest) -> Body:
        pcm = await asyncio.to_thread(self.tts, request.input, request.voice)
        kind, pieces = encoded(pcm, request.response_format)
        _, nothing = encoded(b"", request.response_format)
        if request.streams_events and not self.plain:
            kind, pieces, nothing = "text/event-stream", _events(request, pieces), _events(request, nothing)
        return Body(kind, pieces, nothing, self.pace_s, len(pcm) / 2 / SAMPLE_RATE, PIECE_S)

    async def _read_transcription(self, http: web.Request) -> TranscriptionRequest:
        request = await read_transcription(http)
        self.know(request.model)
        return request

    async def _write_down(self, request: TranscriptionRequest) -> Body:
        text = await asyncio.to_thread(self.stt, request.pcm, request.sample_rate)
        kind = "text/plain" if request.response_format == "text" else "application/json"
        return Body(kind, [_written(request, text)], [_written(request, "")])


def _events(request: SpeechRequest, pieces: Sequence[bytes]) -> list[bytes]:
    sound = [{"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()} for piece in pieces]
    asked, said = len(request.input) // 4 + 1, round(20 * PIECE_S * len(pieces))
    usage = {"input_tokens": asked, "output_tokens": said, "total_tokens": asked + said}
    return [_event(event) for event in [*sound, {"type": "speech.audio.done", "usage": usage}]]


def _event(event: object) -> bytes:
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def _written(request: TranscriptionRequest, text: str) -> bytes:
    if request.response_format == "text":
        return f"{text}\n".encode()
    seconds = round(request.duration_s, 2)
    usage: dict[str, object] = {"type": "duration", "seconds": seconds}
    told: dict[str, object] = {"text": text, "usage": usage}
    if request.response_format == "verbose_json":
        told |= {"task": "transcribe", "language": "english", "duration": seconds, "segments": []}
    elif "transcribe" in request.model:
        asked, said = round(10 * seconds), len(text) // 4 + 1
        details = {"audio_tokens": asked, "text_tokens": 0}
        usage = {"type": "tokens", "input_tokens": asked, "output_tokens": said, "total_tokens": asked + said}
        told["usage"] = {**usage, "input_token_details": details}
    return json.dumps(told).encode()
