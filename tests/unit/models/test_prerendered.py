"""Lines made beforehand: in the stage's own voice where that has said them, and else in this machine's."""

import asyncio

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.models import prerendered
from segue.models.local import weights
from segue.models.local.synthesiser import SAMPLE_RATE, Speaker
from segue.models.prerendered import WITHIN_S, Prerendered
from testbed.fakes.sound import FRAME_S, SILENCE, text_of, value_of, word_of
from testbed.fakes.tts import FakeTTS, Raises, Stalls
from testbed.virtual_time import in_virtual_time

SPEAKERS = {"intro": "warm", "task": "low"}
MOMENT = "One moment please."
HERE = "I am still here."


class Machine:
    """This machine's synthesiser, which beeps."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def speak(self, text: str, speaker: Speaker) -> NDArray[np.int16]:
        self.asked.append((text, speaker.name))
        return np.arange(SAMPLE_RATE).astype(np.int16)


class Named(FakeTTS):
    """One of a provider's: made for each call, and the same voice in all of them."""

    @property
    def provider(self) -> str:
        return "a provider"

    @property
    def model(self) -> str:
        return self.speaker


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(weights, "synthesiser", lambda: made)
    monkeypatch.setattr(prerendered, "_sounds", type(prerendered._sounds)())
    return made


async def words_of(lines: Prerendered, text: str, stage: str) -> str:
    """What a fake TTS has said of it; this machine's beeps carry no words."""
    values: list[int] = []
    async for frame in await lines.sound_of(text, stage):
        assert (frame.sample_rate, frame.num_channels) == (SAMPLE_RATE, 1)
        samples = frame.data.tobytes()
        step = 2 * round(FRAME_S * SAMPLE_RATE)
        values += [value_of(samples[at : at + step]) for at in range(0, len(samples), step)]
    return text_of(word for value in dict.fromkeys(values) if value != SILENCE and (word := word_of(value)))


@in_virtual_time()
async def test_the_stages_own_tts_says_its_lines(machine: Machine) -> None:
    lines = Prerendered(SPEAKERS)
    lines.prepare("intro", FakeTTS("intro"), [MOMENT, HERE])
    await lines.prepared()
    assert await words_of(lines, MOMENT, "intro") == MOMENT
    assert await words_of(lines, HERE, "intro") == HERE
    assert machine.asked == []


@in_virtual_time()
async def test_a_line_is_said_once_a_process() -> None:
    first, second = Named("anna"), Named("anna")
    for own in (first, second):
        lines = Prerendered(SPEAKERS)
        lines.prepare("intro", own, [MOMENT])
        await lines.prepared()
        assert await words_of(lines, MOMENT, "intro") == MOMENT
    assert (first.given, second.given) == (MOMENT.split(), [])


@in_virtual_time()
async def test_another_voice_says_it_for_itself() -> None:
    lines = Prerendered(SPEAKERS)
    own = {stage: Named(stage) for stage in SPEAKERS}
    for stage, voice in own.items():
        lines.prepare(stage, voice, [MOMENT])
    await lines.prepared()
    assert [voice.given for voice in own.values()] == [MOMENT.split()] * 2


@in_virtual_time()
async def test_before_it_is_said_this_machine_speaks_and_nobody_waits(machine: Machine) -> None:
    lines = Prerendered(SPEAKERS)
    lines.prepare("task", FakeTTS("task", ttfb_s=3.0), [MOMENT])
    before_s = asyncio.get_running_loop().time()
    assert await words_of(lines, MOMENT, "task") == ""
    assert asyncio.get_running_loop().time() - before_s < 1.0
    assert machine.asked == [(MOMENT, "low")]
    await lines.prepared()
    assert await words_of(lines, MOMENT, "task") == MOMENT


@pytest.mark.parametrize("fault", [Raises(), Raises(after_words=2), Stalls(), Stalls(after_words=1)])
def test_a_tts_that_refuses_or_hangs_leaves_it_to_this_machine(fault: Raises | Stalls, machine: Machine) -> None:
    @in_virtual_time(may_leave=True)
    async def fails() -> None:
        own, lines = FakeTTS("intro", fault=fault), Prerendered(SPEAKERS)
        lines.prepare("intro", own, [MOMENT, HERE])
        await asyncio.wait_for(lines.prepared(), WITHIN_S + 1)
        assert await words_of(lines, MOMENT, "intro") == ""
        assert await words_of(lines, HERE, "intro") == ""

    fails()
    assert machine.asked == [(MOMENT, "warm"), (HERE, "warm")]


@in_virtual_time()
async def test_the_next_call_asks_a_tts_again_that_has_failed() -> None:
    own = Named("anna", fault=Raises())
    lines = Prerendered(SPEAKERS)
    lines.prepare("intro", own, [MOMENT])
    await lines.prepared()
    again = Prerendered(SPEAKERS)
    again.prepare("intro", Named("anna"), [MOMENT])
    await again.prepared()
    assert await words_of(again, MOMENT, "intro") == MOMENT


@in_virtual_time()
async def test_a_stage_without_a_tts_of_its_own_has_this_machines(machine: Machine) -> None:
    lines = Prerendered(SPEAKERS)
    lines.prepare("intro", None, [MOMENT])
    await lines.prepared()
    assert await words_of(lines, MOMENT, "intro") == ""
    assert machine.asked == [(MOMENT, "warm")]


@in_virtual_time()
async def test_once_closed_it_asks_for_nothing_more() -> None:
    own, lines = FakeTTS("intro", ttfb_s=3.0), Prerendered(SPEAKERS)
    lines.prepare("intro", own, [MOMENT, HERE])
    await asyncio.sleep(1.0)
    await lines.aclose()
    await asyncio.sleep(5.0)
    assert own.given == []
