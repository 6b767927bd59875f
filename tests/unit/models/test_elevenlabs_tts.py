"""ElevenLabs as a failover: through its real plugin, against its double, with the deadlines that every failover has."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, APIError, APIStatusError, tts, utils

from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.elevenlabs.tts import ElevenLabsTTS, synthesis
from segue.models.failover.switch import Deadlines, Reason, Switch
from segue.models.failover.tts import FailoverTTS
from segue.transports.line_io import LineOutput
from testbed.providers.elevenlabs import errors
from testbed.providers.elevenlabs.double import ElevenLabsDouble
from testbed.providers.elevenlabs.requests import KEY
from testbed.providers.faults import Cuts, Empty, Fault, Refuses, Silent, Stalls
from testbed.providers.record import RequestOutcome
from testbed.providers.sound import SAMPLE_RATE, tone

LINE = "Once upon a time."
SENTENCES = ["Once upon a time there was a miller.", "He had a mill, a cat and three sons."]
USUAL = ElevenLabsSettings(api_key=KEY)
VOICES = USUAL.voices
SHORTLY = Deadlines(first_byte_s=0.1)
"""For one that would be waited for in vain."""


class Speaking:
    """A failover as a call has it, and what the call is told of it."""

    def __init__(
        self,
        double: ElevenLabsDouble,
        speaker: str = "low",
        *,
        backup: ElevenLabsTTS | None = None,
        deadlines: Deadlines | None = None,
        **more: Any,
    ) -> None:
        self.told: list[tuple[str, Reason]] = []
        self.own = synthesis(replace(USUAL, base_url=double.url, **more), speaker)
        switch = Switch("tts", lambda part, to, reason: self.told.append((part, reason)))
        self.failover = FailoverTTS(self.own, backup, deadlines or Deadlines(), switch)


@asynccontextmanager
async def elevenlabs() -> AsyncIterator[ElevenLabsDouble]:
    async with utils.http_context.open(), ElevenLabsDouble() as double:
        yield double


async def spoken(failover: tts.TTS[Any], text: str = LINE) -> bytes:
    """What comes out, without the silence that LiveKit puts behind raw sound."""
    async with failover.stream() as stream:
        stream.push_text(text)
        stream.end_input()
        return b"".join([bytes(part.frame.data) async for part in stream]).rstrip(b"\0")


@pytest.mark.parametrize("speaker", VOICES)
async def test_a_speaker_speaks_in_their_voice_at_the_rate_that_is_declared(speaker: str) -> None:
    async with elevenlabs() as double:
        speaking = Speaking(double, speaker)
        assert await spoken(speaking.failover) == tone(LINE, VOICES[speaker]).rstrip(b"\0")
    assert speaking.own.sample_rate == SAMPLE_RATE
    assert [received.asked.model for received in double.speech.received] == ["eleven_flash_v2_5"]


async def test_each_sentence_is_a_request() -> None:
    async with elevenlabs() as double:
        await spoken(Speaking(double).failover, " ".join(SENTENCES))
    assert [received.asked.text for received in double.speech.received] == SENTENCES


@pytest.mark.parametrize("model", ["eleven_v3_conversational", "eleven_v4_turbo"])
async def test_a_model_for_dialogue_speaks_as_well(model: str) -> None:
    async with elevenlabs() as double:
        assert await spoken(Speaking(double, tts=model).failover) == tone(LINE, VOICES["low"]).rstrip(b"\0")
    assert [received.path for received in double.speech.received] == ["/v1/text-to-dialogue/stream"]


async def test_a_caller_who_breaks_in_ends_the_request_and_no_socket_was_opened() -> None:
    async with elevenlabs() as double:
        double.speech.faults.always(Stalls(after=3))
        session = AgentSession[None](vad=None, turn_handling={"turn_detection": None})
        session.output.audio = LineOutput()
        speaking = Speaking(double)
        await session.start(Agent(instructions="", tts=speaking.failover))
        saying = session.say(LINE)
        received = await double.speech.nth(1)
        await received.reached(3)
        saying.interrupt()
        await received.ended.wait()
        await session.aclose()
        await speaking.failover.aclose()
    assert received.outcome is RequestOutcome.CANCELLED
    assert not double.sockets


@pytest.mark.parametrize(
    ("fault", "reason", "deadlines"),
    [
        (Refuses(500), Reason.FAILED, Deadlines()),
        (Cuts(after=0), Reason.FAILED, Deadlines()),
        (Empty(), Reason.FAILED, Deadlines()),
        (Silent(), Reason.TOO_LATE, SHORTLY),
        (Stalls(after=0), Reason.TOO_LATE, SHORTLY),
    ],
    ids=["refuses", "hangs up", "has no sound", "is silent", "sends headers alone"],
)
async def test_before_its_first_byte_the_backup_takes_over(fault: Fault, reason: Reason, deadlines: Deadlines) -> None:
    async with elevenlabs() as double, ElevenLabsDouble() as other:
        double.speech.faults.always(fault)
        speaking = Speaking(double, backup=Speaking(other, "bright").own, deadlines=deadlines)
        assert await spoken(speaking.failover) == tone(LINE, VOICES["bright"]).rstrip(b"\0")
    assert speaking.told == [("tts", reason)]


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "a wrong key": ({"api_key": "sk_nobodys"}, 401),
    "a key's id": ({"api_key": "0" * 64}, 400),
    "no such voice": ({"voices": {"low": "0" * 20}}, 404),
    "no such model": ({"tts": "sonata"}, 400),
}


@pytest.mark.parametrize(("wrong", "status"), WRONG.values(), ids=WRONG.keys())
async def test_what_elevenlabs_refuses_is_an_error_and_no_silence(wrong: dict[str, Any], status: int) -> None:
    async with elevenlabs() as double:
        speaking = Speaking(double, **wrong)
        with pytest.raises(APIError):
            await spoken(speaking.failover)
        with pytest.raises(APIStatusError) as refused:
            await speaking.own.synthesize(LINE).collect()
    assert refused.value.status_code == status
    assert {received.outcome for received in double.speech.received} == {RequestOutcome.REFUSED}


@pytest.mark.parametrize("account", [errors.no_credits, errors.no_permission, errors.no_plan, errors.too_many])
async def test_where_the_account_is_at_its_end_the_backup_takes_over(
    account: Callable[[], errors.ElevenLabsRefusal],
) -> None:
    async with elevenlabs() as double, ElevenLabsDouble() as other:
        double.account = account
        speaking = Speaking(double, backup=Speaking(other, "bright").own)
        assert await spoken(speaking.failover) == tone(LINE, VOICES["bright"]).rstrip(b"\0")
    assert speaking.told == [("tts", Reason.FAILED)]


def test_its_key_is_not_shown_when_its_models_are_printed() -> None:
    assert KEY not in repr(USUAL)
