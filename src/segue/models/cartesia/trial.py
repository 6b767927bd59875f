"""Tries Cartesia's speech over HTTP, as a call would have it spoken.

Not through the plugin, which drops what Cartesia says of a refusal.
"""

from typing import Final

import aiohttp
from livekit.agents import APIError, APIStatusError

from segue.models.stage_models import StageModels
from segue.models.trials.bodies import body, text
from segue.models.trials.findings import REFUSED_KEY, ModelKnown, failed, found, refused, unreachable, why
from segue.models.trials.service import Cell, Finding, Service

WITHIN_S: Final = 10.0
SYLLABLE: Final = "Yes."
VERSION: Final = "2025-04-16"
"""Of the interface: the plugin's."""


async def try_cartesia(http: aiohttp.ClientSession, service: Service, _: StageModels | None = None) -> Finding:
    """Have one syllable spoken."""
    asked = {
        "model_id": service.model,
        "transcript": SYLLABLE,
        "voice": {"mode": "id", "id": service.voice},
        "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24_000},
        "language": "en",
    }
    url, headers = f"{service.url.rstrip('/')}/tts/bytes", {"X-API-Key": service.key, "Cartesia-Version": VERSION}
    try:
        within = aiohttp.ClientTimeout(total=WITHIN_S)
        async with http.post(url, json=asked, headers=headers, timeout=within) as response:
            if response.status in REFUSED_KEY:
                return refused(service, response.status)
            if response.status != 200:
                told = APIStatusError(await text(response), status_code=response.status)
                return failed(service, ModelKnown(Cell.UNTRIED), told)
            sound = await body(response)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return unreachable(service, why(error))
    if not sound:
        return failed(service, ModelKnown(Cell.YES), APIError("there was no sound in its answer", retryable=False))
    return found(service, ModelKnown(Cell.YES))
