"""The double of ElevenLabs' speech: what it does not take, and how it says so."""

import json
from typing import Any

import aiohttp
import pytest

from testbed.providers.elevenlabs.double import VOICES, ElevenLabsDouble
from testbed.providers.elevenlabs.requests import KEY
from testbed.providers.record import RequestOutcome

VOICE = VOICES[0]
GOOD = {"text": "Yes.", "model_id": "eleven_flash_v2_5"}
TURN = {"inputs": [{"text": "Yes.", "voice_id": VOICE}], "model_id": "eleven_v3"}
FORM = "stream?output_format=pcm_24000"
SPEECH, DIALOGUE = f"text-to-speech/{VOICE}/{FORM}", f"text-to-dialogue/{FORM}"
BAD: dict[str, tuple[str, dict[str, Any], dict[str, str], int, str]] = {
    "no key": (SPEECH, GOOD, {"xi-api-key": ""}, 401, "needs_authorization"),
    "a wrong key": (SPEECH, GOOD, {"xi-api-key": "sk_nobodys"}, 401, "invalid_api_key"),
    "no key at all": (SPEECH, GOOD, {"xi-api-key": "nobodys"}, 400, "invalid_api_key_prefix"),
    "a voice nobody has": (f"text-to-speech/Hope/{FORM}", GOOD, {}, 404, "voice_not_found"),
    "a model nobody has": (SPEECH, GOOD | {"model_id": "sonata"}, {}, 400, "model_not_found"),
    "no form": (SPEECH.partition("?")[0], GOOD, {}, 400, "invalid_output_format"),
    "no text": (SPEECH, {"model_id": "eleven_flash_v2_5"}, {}, 422, "Field required"),
    "no words": (SPEECH, GOOD | {"text": 7}, {}, 422, "Input should be a valid string"),
    "a misspelt field": (SPEECH, GOOD | {"modelId": "x"}, {}, 422, "modelId"),
    "a dialogue in one voice's model": (
        DIALOGUE,
        TURN | {"model_id": "eleven_flash_v2_5"},
        {},
        400,
        "model_does_not_support_dialogue",
    ),
    "a dialogue without a line": (DIALOGUE, {"model_id": "eleven_v3"}, {}, 422, "Field required"),
}


@pytest.mark.parametrize(("path", "body", "headers", "status", "says"), BAD.values(), ids=BAD.keys())
async def test_a_bad_request_is_refused(
    path: str, body: dict[str, Any], headers: dict[str, str], status: int, says: str
) -> None:
    async with ElevenLabsDouble() as double, aiohttp.ClientSession(headers={"xi-api-key": KEY} | headers) as http:
        async with http.post(f"{double.url}/{path}", data=json.dumps(body)) as response:
            assert response.status == status
            assert says in await response.text()
        assert [received.outcome for received in double.speech.received] == [RequestOutcome.REFUSED]
