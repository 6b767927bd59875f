"""The double of Cartesia's speech: what it does not take, and how it says so."""

import json
from typing import Any

import aiohttp
import pytest

from segue.models.cartesia.settings import CartesiaSettings
from testbed.providers.cartesia.double import CartesiaDouble
from testbed.providers.cartesia.requests import FORM, KEY, VERSIONS
from testbed.providers.faults import Refuses
from testbed.providers.record import RequestOutcome
from testbed.providers.sound import tone

VOICE = CartesiaSettings().voices["low"]
HEADERS = {"X-API-Key": KEY, "Cartesia-Version": VERSIONS[-1]}
GOOD = {"model_id": "sonic-3.5", "transcript": "Yes.", "voice": {"mode": "id", "id": VOICE}, "output_format": FORM}
BAD: dict[str, tuple[dict[str, Any], dict[str, str], int, str]] = {
    "no key": ({}, {"X-API-Key": ""}, 401, "Unauthorized: "),
    "a wrong key": ({}, {"X-API-Key": "sk_car_nobodys"}, 401, "Unauthorized: "),
    "no version": ({}, {"Cartesia-Version": ""}, 400, "Invalid version: "),
    "a misspelt field": ({"modelId": "x"}, {}, 400, "Unknown field modelId."),
    "a model nobody has": ({"model_id": "sonata"}, {}, 400, "Invalid model: "),
    "a language nobody speaks": ({"language": "tlh"}, {}, 400, "Invalid language: "),
    "another form": ({"output_format": FORM | {"encoding": "pcm_f32le"}}, {}, 400, "Invalid output format: "),
    "a voice nobody has": ({"voice": {"mode": "id", "id": "hope"}}, {}, 404, "Voice not found: "),
    "no words": ({"transcript": " "}, {}, 400, "Invalid transcript: "),
}


async def test_what_it_takes_is_spoken() -> None:
    async with (
        CartesiaDouble() as double,
        aiohttp.ClientSession(headers=HEADERS) as http,
        http.post(f"{double.url}/tts/bytes", data=json.dumps(GOOD)) as response,
    ):
        assert await response.read() == tone("Yes.", VOICE)


@pytest.mark.parametrize(("changes", "headers", "status", "says"), BAD.values(), ids=BAD.keys())
async def test_a_bad_request_is_refused(
    changes: dict[str, Any], headers: dict[str, str], status: int, says: str
) -> None:
    async with CartesiaDouble() as double, aiohttp.ClientSession(headers=HEADERS | headers) as http:
        async with http.post(f"{double.url}/tts/bytes", data=json.dumps(GOOD | changes)) as response:
            assert response.status == status
            assert says in await response.text()
        assert [received.outcome for received in double.speech.received] == [RequestOutcome.REFUSED]


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_refusal_that_a_test_asks_for_has_the_providers_form(status: int) -> None:
    async with CartesiaDouble() as double, aiohttp.ClientSession(headers=HEADERS) as http:
        double.speech.faults.next(Refuses(status))
        async with http.post(f"{double.url}/tts/bytes", data=json.dumps(GOOD)) as response:
            assert response.status == status
            assert ": " in await response.text()
            assert response.content_type == "text/plain"
