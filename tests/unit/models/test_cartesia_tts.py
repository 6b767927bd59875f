"""Cartesia as the TTS of the cloud set: through its real plugin, against its double."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from livekit.agents import Agent, AgentSession, APIError, tts, utils
from livekit.plugins.cartesia.constants import API_VERSION

from agents import team
from segue.models.cartesia.settings import CartesiaSettings
from segue.models.cartesia.trial import VERSION
from segue.models.failover.switch import Reason
from segue.models.local import weights
from segue.models.local.synthesiser import SPEAKERS
from segue.models.sets import choose
from segue.profile.load import load
from segue.profile.playing import Mode
from segue.settings import Settings
from segue.transports.line_io import LineOutput
from testbed.providers.cartesia.double import CartesiaDouble
from testbed.providers.cartesia.requests import KEY
from testbed.providers.cloud import KEYS
from testbed.providers.faults import Cuts, Fault, Refuses, Stalls
from testbed.providers.record import RequestOutcome
from testbed.providers.sound import tone
from tests.unit.checks.checked import PROFILES

LINE = "Once upon a time."
VOICES = CartesiaSettings().voices
CHOSEN = {**KEYS, "CARTESIA_API_KEY": KEY, "SEGUE_CLOUD_TTS": "cartesia", "SEGUE_PROFILES_DIR": str(PROFILES)}


class Speaking:
    """The storyteller's TTS, with a story whose realtime model only writes, and what the call is told of them."""

    def __init__(self, double: CartesiaDouble, **more: str) -> None:
        settings = Settings.read({**CHOSEN, "SEGUE_CARTESIA_URL": double.url, **more})
        self.told: list[tuple[str, Reason]] = []
        profile = load(PROFILES / "storyteller", team(settings.store).known())
        story = profile.stages["story"].model_copy(update={"mode": Mode.HALF_CASCADE})
        self.profile = profile.model_copy(update={"stages": {**profile.stages, "story": story}})
        loaded = weights.load() if settings.models.backup else None
        self.models = choose.model_set(
            self.profile, settings.models, loaded, lambda part, to, reason: self.told.append((part, reason))
        )

    def tts(self, stage: str = "intro") -> tts.TTS[Any]:
        """As a call has it."""
        found = self.models.models(stage).tts
        assert found is not None
        return found


@asynccontextmanager
async def cartesia() -> AsyncIterator[CartesiaDouble]:
    async with utils.http_context.open(), CartesiaDouble() as double:
        yield double


async def spoken(model: tts.TTS[Any], text: str = LINE) -> bytes:
    """What comes out, without the silence that LiveKit puts behind raw sound."""
    async with model.stream() as stream:
        stream.push_text(text)
        stream.end_input()
        return b"".join([bytes(part.frame.data) async for part in stream]).rstrip(b"\0")


async def test_each_stage_speaks_in_its_speakers_voice_a_sentence_at_a_time() -> None:
    async with cartesia() as double:
        speaking = Speaking(double)
        for stage in ("intro", "task", "story"):
            voice = VOICES[speaking.profile.stages[stage].speaker]
            assert await spoken(speaking.tts(stage)) == tone(LINE, voice).rstrip(b"\0")
    assert [received.asked.text for received in double.speech.received] == [LINE] * 3
    assert {received.asked.model for received in double.speech.received} == {"sonic-3"}


@pytest.mark.parametrize("stage", ["intro", "story"])
async def test_a_caller_who_breaks_in_ends_the_request_and_no_socket_was_opened(stage: str) -> None:
    async with cartesia() as double:
        double.speech.faults.always(Stalls(after=3))
        session = AgentSession[None](vad=None, turn_handling={"turn_detection": None})
        session.output.audio = LineOutput()
        await session.start(Agent(instructions="", tts=Speaking(double).tts(stage)))
        saying = session.say(LINE)
        received = await double.speech.nth(1)
        await received.reached(3)
        saying.interrupt()
        await received.ended.wait()
        await session.aclose()
    assert received.outcome is RequestOutcome.CANCELLED
    assert not double.sockets


@pytest.mark.parametrize("stage", ["intro", "story"])
@pytest.mark.parametrize("fault", [Refuses(500), Cuts(after=0)], ids=str)
async def test_before_its_first_byte_the_backup_takes_over(fault: Fault, stage: str) -> None:
    async with cartesia() as double:
        double.speech.faults.always(fault)
        speaking = Speaking(double, SEGUE_BACKUP="rehearsal")
        heard = await spoken(speaking.tts(stage))
    speaker = SPEAKERS[speaking.profile.stages[stage].speaker]
    assert heard == weights.load().synthesiser.speak(LINE, speaker).tobytes().rstrip(b"\0")
    assert speaking.told == [("tts", Reason.FAILED)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"CARTESIA_API_KEY": "nobodys"},
        {"SEGUE_CARTESIA_VOICES": "warm=00000000-0000-0000-0000-000000000000"},
        {"SEGUE_CARTESIA_TTS": "sonata"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_what_cartesia_refuses_is_an_error_and_no_silence(wrong: dict[str, str]) -> None:
    async with cartesia() as double:
        with pytest.raises(APIError):
            await spoken(Speaking(double, **wrong).tts())
    assert {received.outcome for received in double.speech.received} == {RequestOutcome.REFUSED}


GOOD: dict[str, Any] = {
    "model_id": "sonic-3",
    "transcript": LINE,
    "voice": {"mode": "id", "id": VOICES["low"]},
    "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24_000},
    "language": "en",
}
DOOR = {"X-API-Key": KEY, "Cartesia-Version": VERSION}
BAD: dict[str, tuple[dict[str, Any], dict[str, str], int, str]] = {
    "no key": ({}, {"X-API-Key": ""}, 401, "Unauthorized: "),
    "a wrong key": ({}, {"X-API-Key": "nobodys"}, 401, "Unauthorized: "),
    "no version": ({}, {"Cartesia-Version": ""}, 400, "Invalid version: "),
    "a version there never was": ({}, {"Cartesia-Version": "1999-12-31"}, 400, "Invalid version: "),
    "a voice nobody has": ({"voice": {"mode": "id", "id": "Katie"}}, {}, 404, "Voice not found: "),
    "a model nobody has": ({"model_id": "sonata"}, {}, 400, "Invalid model: The model is not valid, "),
    "a language nobody speaks": ({"language": "xx"}, {}, 400, "Invalid language: "),
    "a rate nobody plays": ({"output_format": {"container": "raw"}}, {}, 400, "Invalid output format: "),
    "nothing to say": ({"transcript": " "}, {}, 400, "Invalid transcript: "),
    "a misspelt field": ({"modelId": "sonic-3"}, {}, 400, "Invalid request: Unknown field modelId"),
}


@pytest.mark.parametrize(("body", "headers", "status", "says"), BAD.values(), ids=BAD.keys())
async def test_a_bad_request_is_refused(body: dict[str, Any], headers: dict[str, str], status: int, says: str) -> None:
    async with CartesiaDouble() as double, aiohttp.ClientSession(headers={**DOOR, **headers}) as http:
        async with http.post(f"{double.url}/tts/bytes", data=json.dumps({**GOOD, **body})) as response:
            assert (response.status, (await response.text())[: len(says)]) == (status, says)
        assert [received.outcome for received in double.speech.received] == [RequestOutcome.REFUSED]


def test_a_check_speaks_the_plugins_version() -> None:
    assert VERSION == API_VERSION
