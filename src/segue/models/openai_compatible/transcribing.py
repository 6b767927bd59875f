"""Has an OpenAI-compatible speech server write down half a second of silence.

Not through the plugin, which never closes the client that it is given.
"""

import io
import wave
from typing import Final

import aiohttp
from livekit.agents import APIConnectionError, APIStatusError

from segue.models.trials.bodies import text
from segue.models.trials.findings import why
from segue.models.trials.service import Service

RATE: Final = 16_000
SILENCE: Final = bytes(RATE)
"""Half a second, 16 bit mono."""


async def write_down(http: aiohttp.ClientSession, service: Service) -> None:
    """Raises `APIError` where it can't."""
    form = aiohttp.FormData({"model": service.model, "response_format": "json"})
    form.add_field("file", _sound(), filename="silence.wav", content_type="audio/wav")
    try:
        async with http.post(f"{service.url.rstrip('/')}/audio/transcriptions", data=form) as response:
            if response.status != 200:
                told = " ".join((await text(response)).split())
                raise APIStatusError(told or f"HTTP {response.status}", status_code=response.status)
    except aiohttp.ClientError as error:
        raise APIConnectionError(why(error)) from error


def _sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(SILENCE)
    return file.getvalue()
