"""ElevenLabs as a check tries it: what is wrong is told in its own words, with the setting that fixes it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from livekit.plugins.elevenlabs.models import DIALOGUE_TTS_MODEL_PREFIXES

from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.elevenlabs.trial import DIALOGUE, try_elevenlabs
from segue.models.trials.service import Cell, Finding, Part, Service
from testbed.ports import nobodys_url
from testbed.providers.elevenlabs import errors
from testbed.providers.elevenlabs.double import ElevenLabsDouble
from testbed.providers.elevenlabs.requests import KEY
from testbed.providers.faults import Empty
from testbed.providers.record import RequestOutcome

YES, NO, UNTRIED = Cell.YES, Cell.NO, Cell.UNTRIED
USUAL = ElevenLabsSettings()
SERVICE = Service(
    Part.TTS,
    USUAL.tts,
    try_elevenlabs,
    "SEGUE_ELEVENLABS_TTS",
    key=KEY,
    key_setting="ELEVEN_API_KEY",
    voice=USUAL.voices["warm"],
    voice_setting="SEGUE_ELEVENLABS_VOICES",
    url_setting="SEGUE_ELEVENLABS_URL",
)


async def tried(double: ElevenLabsDouble, **wrong: Any) -> Finding:
    async with aiohttp.ClientSession() as http:
        return await try_elevenlabs(http, replace(SERVICE, **({"url": double.url} | wrong)))


def answers(one: Finding) -> tuple[Cell, ...]:
    return one.key, one.reachable, one.known, one.trial


@pytest.mark.parametrize("model", ["eleven_flash_v2_5", "eleven_multilingual_v2", "eleven_v3_conversational"])
async def test_it_is_tried_with_one_syllable(model: str) -> None:
    async with ElevenLabsDouble() as double:
        one = await tried(double, model=model)
    assert answers(one) == (YES, YES, YES, YES)
    (received,) = double.speech.received
    assert (received.asked.text, received.asked.model, received.outcome) == ("Yes.", model, RequestOutcome.COMPLETE)


WRONG: dict[str, tuple[dict[str, str], tuple[Cell, ...], str, str]] = {
    "a wrong key": ({"key": "sk_nobodys"}, (NO, YES, UNTRIED, NO), "refuses the key (HTTP 401)", "ELEVEN_API_KEY"),
    "a key's id": ({"key": "0" * 64}, (NO, YES, UNTRIED, NO), "refuses the key (HTTP 400)", "ELEVEN_API_KEY"),
    "no key": ({"key": ""}, (NO, YES, UNTRIED, NO), "refuses the key (HTTP 401)", "ELEVEN_API_KEY"),
    "no such voice": ({"voice": "0" * 20}, (YES, YES, UNTRIED, NO), "was not found", "SEGUE_ELEVENLABS_VOICES"),
    "no such model": ({"model": "sonata"}, (YES, YES, UNTRIED, NO), "model ID sonata does", "SEGUE_ELEVENLABS_TTS"),
    "dead endpoint": ({"url": nobodys_url()}, (YES, NO, UNTRIED, UNTRIED), "refused", "SEGUE_ELEVENLABS_URL"),
}


@pytest.mark.parametrize(("wrong", "found", "reason", "fix"), WRONG.values(), ids=WRONG.keys())
async def test_what_is_wrong_with_it_is_told_with_its_setting(
    wrong: dict[str, str], found: tuple[Cell, ...], reason: str, fix: str
) -> None:
    async with ElevenLabsDouble() as double:
        one = await tried(double, **wrong)
    assert answers(one) == found
    assert reason in one.reason
    assert fix in one.fix
    assert "nobodys" not in str(one.as_json())


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        (errors.no_credits, "exceeds your quota"),
        (errors.no_permission, "missing the permission text_to_speech"),
        (errors.no_plan, "Free users cannot use library voices"),
        (errors.too_many, "Too many concurrent requests"),
        (errors.busy, "heavy traffic"),
    ],
)
async def test_a_good_key_is_not_blamed_for_what_its_account_lacks(
    account: Callable[[], errors.ElevenLabsRefusal], reason: str
) -> None:
    async with ElevenLabsDouble() as double:
        double.account = account
        one = await tried(double)
    assert answers(one) == (YES, YES, UNTRIED, NO)
    assert reason in one.reason
    assert one.fix.startswith("see what the plan and the key of ELEVEN_API_KEY allow")


async def test_an_answer_without_a_sound_is_no_answer() -> None:
    async with ElevenLabsDouble() as double:
        double.speech.faults.always(Empty())
        one = await tried(double)
    assert answers(one) == (YES, YES, YES, NO)
    assert "no sound in its answer" in one.reason


BODIES: dict[str, tuple[Any, str]] = {
    "a field is wrong": ({"detail": [{"loc": ["body", "text"], "msg": "Field required"}]}, "text: Field required"),
    "only words": ({"detail": "Not Found"}, "Not Found"),
}


@pytest.mark.parametrize(("body", "says"), BODIES.values(), ids=BODIES.keys())
async def test_any_form_of_refusal_is_passed_on_in_its_words(body: dict[str, Any], says: str) -> None:
    class Other(errors.ElevenLabsRefusal):
        def response(self) -> aiohttp.web.Response:
            return aiohttp.web.json_response(body, status=422)

    async with ElevenLabsDouble() as double:
        double.account = lambda: Other(422, "", "")
        one = await tried(double)
    assert one.reason == f"one syllable was refused: {says}"


def test_a_check_knows_the_plugins_models_for_dialogue() -> None:
    assert DIALOGUE == DIALOGUE_TTS_MODEL_PREFIXES
