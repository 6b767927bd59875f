"""What the Deepgram double refuses, and what goes wrong with it when told to."""

from typing import Any

import aiohttp
import pytest
from livekit.agents import APIError, APIStatusError

from testbed.providers.deepgram.double import KEY
from tests.testbed.providers.deepgram_plugin import (
    END,
    FINAL,
    INTERIM,
    ONCE,
    SAID,
    deepgram_double,
    flux,
    listening,
    nova,
    push,
    silence,
    speech,
    told,
)

BAD_REQUESTS = {
    "no key": ("/v1/listen?model=nova-3", None, 401, "Invalid credentials."),
    "a wrong key": ("/v2/listen?model=flux-general-en", "Token nobody", 401, "Invalid credentials."),
    "a model nobody has": ("/v1/listen?model=nova-9", "", 400, "No such model/language/tier combination found."),
    "a language nobody speaks": ("/v1/listen?model=nova-3&language=xx", "", 400, "No such model/language/tier"),
    "Flux at Nova's door": ("/v1/listen?model=flux-general-en", "", 400, "No such model"),
    "Nova at Flux's door": ("/v2/listen?model=nova-3", "", 400, "No such model"),
    "Flux without its name": ("/v2/listen", "", 400, "No such model"),
    "a misspelt parameter": ("/v1/listen?model=nova-3&smartformat=true", "", 400, "'smartformat'"),
    "an encoding without its rate": ("/v1/listen?model=nova-3&encoding=linear16", "", 400, "'sample_rate'"),
    "a rate that is none": ("/v1/listen?model=nova-3&encoding=linear16&sample_rate=fast", "", 400, "value of 'fast'"),
    "a flag that is none": ("/v1/listen?model=nova-3&punctuate=yes", "", 400, "'punctuate'"),
    "keyterms for Nova-2": ("/v1/listen?model=nova-2&keyterm=Ada", "", 400, "Keyterm"),
    "keywords for Nova-3": ("/v1/listen?model=nova-3&keywords=Ada:2", "", 400, "Keywords"),
    "an utterance's end too soon": (
        "/v1/listen?model=nova-3&interim_results=true&utterance_end_ms=999",
        "",
        400,
        "'999'",
    ),
    "utterance ends without interims": ("/v1/listen?model=nova-3&utterance_end_ms=1000", "", 400, "interim_results"),
    "a threshold too low": ("/v2/listen?model=flux-general-en&eot_threshold=0.4", "", 400, "'eot_threshold' value"),
    "eager over final": ("/v2/listen?model=flux-general-en&eager_eot_threshold=0.8", "", 400, "less than or equal"),
}
"""Address, Authorization ("" is the right one), status and a part of what is said."""


@pytest.mark.parametrize(("address", "key", "status", "says"), BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
async def test_a_bad_request_is_refused_at_the_door(address: str, key: str | None, status: int, says: str) -> None:
    headers = {} if key is None else {"Authorization": key or f"Token {KEY}"}
    async with deepgram_double() as double, aiohttp.ClientSession(headers=headers) as http:
        async with http.get(double.origin + address) as response:
            assert response.status == status
            body = await response.json()
        assert says in body["err_msg"]
        assert set(body) == {"err_code", "err_msg", "request_id"}
        assert response.headers["dg-error"] == body["err_msg"]
        assert not double.connections
        assert double.refused == [(status, body["err_msg"])]


@pytest.mark.parametrize("settings", [{"api_key": "nobody"}, {"model": "nova-9"}])
async def test_what_is_refused_ends_the_plugins_stream(settings: dict[str, str]) -> None:
    async with deepgram_double() as double, listening(nova(double, **settings), conn_options=ONCE) as stream:
        with pytest.raises(APIError) as refusal:
            await told(stream, END)
        causes = {type(refusal.value), type(refusal.value.__cause__)}
        assert APIStatusError in causes


async def test_a_stream_opens_once_the_provider_is_back() -> None:
    async with deepgram_double() as double:
        double.faults.refuse = 503
        async with listening(nova(double)) as stream:
            await double.until(lambda: bool(double.refused))
            double.faults.refuse = None
            push(stream, speech(1.2) + silence(1.0))
            assert (FINAL, SAID) in await told(stream, END)


@pytest.mark.parametrize("plugin", [nova, flux])
async def test_a_half_open_stream_takes_sound_and_says_nothing(plugin: Any) -> None:
    async with deepgram_double() as double:
        double.faults.deaf = True
        async with listening(plugin(double)) as stream:
            push(stream, speech(1.0) + silence(2.0))
            await double.until(lambda: bool(double.connections) and double.connection.audio_s > 2.9)
            assert not double.connection.sent


@pytest.mark.parametrize("plugin", [nova, flux])
async def test_a_late_final_comes_when_it_is_let_go(plugin: Any) -> None:
    async with deepgram_double() as double:
        double.finals.clear()
        async with listening(plugin(double)) as stream:
            push(stream, speech(1.2) + silence(2.0))
            await told(stream, INTERIM)
            await double.until(lambda: double.connection.audio_s > 3.1)
            assert not [said for said in double.connection.sent if said.get("is_final") or said.get("trigger")]
            double.finals.set()
            assert (FINAL, SAID) in await told(stream, END)


async def test_garbage_is_heard_as_it_is() -> None:
    async with deepgram_double() as double, listening(nova(double)) as stream:
        double.faults.garbage = "blah " * 2000
        push(stream, speech(1.0) + silence(1.0))
        assert (FINAL, "blah " * 2000) in await told(stream, END)


@pytest.mark.parametrize("plugin", [nova, flux])
@pytest.mark.parametrize("how", ["close_after_s", "lose_after_s"])
async def test_a_stream_that_breaks_is_followed_by_another(plugin: Any, how: str) -> None:
    async with deepgram_double() as double:
        setattr(double.faults, how, 0.5)
        async with listening(plugin(double)) as stream:
            push(stream, speech(1.0))
            await double.until(lambda: bool(double.connections) and double.connection.closed)
            setattr(double.faults, how, None)
            await double.until(lambda: len(double.connections) == 2)
            push(stream, speech(1.2) + silence(1.0))
            assert (FINAL, SAID) in await told(stream, END)
