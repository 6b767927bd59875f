"""Tries ElevenLabs' speech over HTTP, as a call would have it spoken.

Not through the plugin, which drops what ElevenLabs says of a refusal. It is needed: 401 is said of a key nobody has,
and as well of credits that are used up and of what a good key may not do; of a key's id it is 400.
"""

import json
from dataclasses import replace
from typing import Any, Final

import aiohttp
from livekit.agents import APIError, APIStatusError

from segue.models.stage_models import StageModels
from segue.models.trials.bodies import body, text
from segue.models.trials.findings import REFUSED_KEY, ModelKnown, failed, found, refused, settings_of, unreachable, why
from segue.models.trials.service import Cell, Finding, Service

WITHIN_S: Final = 10.0
SYLLABLE: Final = "Yes."
DIALOGUE: Final = ("eleven_v3", "eleven_v4")
"""How the names of models begin that the plugin asks for at another path."""
NO_KEY: Final = frozenset(
    {
        "needs_authorization",
        "missing_api_key",
        "invalid_api_key",
        "invalid_api_key_prefix",
        "api_key_id_used_as_api_key",
    }
)
"""What it calls a key that is none."""
OF_THE_ACCOUNT: Final = frozenset({401, 402, 429})
"""Where the key is one: no credits, no permission, no such voice in this plan, too many at once."""


async def try_elevenlabs(http: aiohttp.ClientSession, service: Service, _: StageModels | None = None) -> Finding:
    """Have one syllable spoken."""
    path, asked = _asked(service)
    url = f"{service.url.rstrip('/')}/{path}/stream"
    try:
        async with http.post(
            url,
            params={"output_format": "pcm_24000"},
            json=asked,
            headers={"xi-api-key": service.key},
            timeout=aiohttp.ClientTimeout(total=WITHIN_S),
        ) as response:
            if response.status != 200:
                return _refusal(service, response.status, await text(response))
            sound = await body(response) if response.content_type.startswith("audio/") else b""
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return unreachable(service, why(error))
    if not sound:
        return failed(service, ModelKnown(Cell.YES), APIError("there was no sound in its answer", retryable=False))
    return found(service, ModelKnown(Cell.YES))


def _asked(service: Service) -> tuple[str, dict[str, Any]]:
    if service.model.startswith(DIALOGUE):
        said = {"inputs": [{"text": SYLLABLE, "voice_id": service.voice}]}
        return "text-to-dialogue", {**said, "model_id": service.model}
    return f"text-to-speech/{service.voice}", {"text": SYLLABLE, "model_id": service.model}


def _refusal(service: Service, status: int, body: str) -> Finding:
    called, words = _said(body)
    if called in NO_KEY or (status in REFUSED_KEY and not called):
        return refused(service, status)
    if status not in OF_THE_ACCOUNT:
        return failed(service, ModelKnown(Cell.UNTRIED), APIStatusError(words, status_code=status))
    fix = f"see what the plan and the key of {service.key_setting} allow, or fix {settings_of(service)}"
    return replace(failed(service, ModelKnown(Cell.UNTRIED), APIError(words, retryable=False)), fix=fix)


def _said(body: str) -> tuple[str, str]:
    """What it calls the trouble, where it has a name for it, and its words."""
    try:
        detail = json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError):
        return "", body
    match detail:
        case {"message": message}:
            return str(detail.get("status") or detail.get("code") or ""), str(message)
        case [{"loc": where, "msg": message}, *_]:
            return "", f"{where[-1]}: {message}"
    return "", str(detail)
