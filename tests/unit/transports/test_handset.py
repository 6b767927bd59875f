"""A person at a line: two clocks that never agree, and no echo of the agents in what the person says."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.transports.frames import FRAME_BYTES, FRAME_SAMPLES, READY, SAMPLE_RATE, SILENCE
from segue.transports.sound import device, telephone
from segue.transports.sound.device import NoDevice
from segue.transports.sound.elastic import Elastic
from segue.transports.sound.handset import ECHOES_FOR_S, LEARNS_FOR_S, Handset
from segue.transports.sound.telephone import carry

LATE = 5
"""Frames until the loudspeaker's sound is back at the microphone."""


def frame(value: int) -> bytes:
    return np.full(FRAME_SAMPLES, value, np.int16).tobytes()


def speech(seconds: float, seed: int) -> NDArray[np.float64]:
    """Noise that comes and goes four times a second, as syllables do; in frames."""
    samples = round(seconds * SAMPLE_RATE)
    noise = np.random.default_rng(seed).standard_normal(samples) * 3000
    noise *= np.clip(np.sin(np.arange(samples) * 2 * np.pi * 4 / SAMPLE_RATE), 0, 1)
    return noise.reshape(-1, FRAME_SAMPLES)


def level_db(samples: NDArray[np.float64]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) / 32768 + 1e-9))


def talk(agents: NDArray[np.float64], person: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the line gets of a call in a room where the microphone hears the loudspeaker, too, at half its level."""
    handset = Handset()
    on_its_way, heard = [SILENCE] * LATE, []
    for says, speaks in zip(agents, person, strict=True):
        heard.append(np.frombuffer(handset.exchange(says.astype(np.int16).tobytes()), np.int16))
        on_its_way.append(handset.play(FRAME_BYTES))
        echo = np.frombuffer(on_its_way.pop(0), np.int16) * 0.5
        handset.hear((echo + speaks).astype(np.int16).tobytes())
    return np.array(heard, np.float64)


def test_what_is_put_in_comes_out_whole_once_enough_has_gathered() -> None:
    elastic = Elastic(lead_s=0.06, most_s=0.2)
    for value in (1, 2):
        elastic.put(frame(value))
    assert elastic.take(FRAME_BYTES) == SILENCE
    elastic.put(frame(3))
    assert [elastic.take(FRAME_BYTES) for _ in range(4)] == [frame(1), frame(2), frame(3), SILENCE]


def test_one_that_ran_dry_waits_until_enough_has_gathered_again() -> None:
    elastic = Elastic(lead_s=0.04, most_s=0.2)
    elastic.put(frame(1) + frame(2))
    assert [elastic.take(FRAME_BYTES) for _ in range(3)] == [frame(1), frame(2), SILENCE]
    elastic.put(frame(3))
    assert elastic.take(FRAME_BYTES) == SILENCE
    elastic.put(frame(4))
    assert [elastic.take(FRAME_BYTES) for _ in range(2)] == [frame(3), frame(4)]


def test_one_that_runs_over_keeps_the_latest() -> None:
    elastic = Elastic(lead_s=0.04, most_s=0.1)
    for value in range(6):
        elastic.put(frame(value))
    assert [elastic.take(FRAME_BYTES) for _ in range(2)] == [frame(4), frame(5)]


def test_the_agents_are_not_heard_back_by_themselves() -> None:
    agents = speech(12, seed=1)
    heard = talk(agents, np.zeros_like(agents))
    assert level_db(agents) > -30
    assert level_db(heard) < -60


def test_a_person_is_heard_while_the_agents_are_silent() -> None:
    person = speech(4, seed=2)
    heard = talk(np.zeros_like(person), person)
    assert level_db(heard) > level_db(person) - 6


def test_a_person_who_breaks_in_is_heard_once_the_room_is_learnt() -> None:
    agents, person = speech(12, seed=1), speech(12, seed=2)
    person[: len(person) // 2] = 0
    heard = talk(agents, person)[len(person) // 2 :]
    assert level_db(heard) > level_db(person[len(person) // 2 :]) - 12


def test_what_is_faint_beside_the_agents_is_left_out_and_heard_when_they_are_silent() -> None:
    agents, person = speech(12, seed=1), speech(12, seed=2) / 20
    agents[450:] = 0
    heard = talk(agents, person)
    assert not heard[300:450].any()
    assert heard[500:].any()


def test_nothing_is_heard_while_the_room_is_learnt_and_the_agents_still_echo() -> None:
    handset = Handset()
    sounding = [frame(1000)] * round((LEARNS_FOR_S - 1) / 0.02)
    silent = [SILENCE] * round((ECHOES_FOR_S + 1) / 0.02)
    heard = []
    for says in [*sounding, *silent]:
        heard.append(handset.exchange(says))
        handset.play(FRAME_BYTES)
        handset.hear(speech(0.02, seed=len(heard)).astype(np.int16).tobytes())
    assert set(heard[10 : len(sounding)]) == {SILENCE}
    assert SILENCE not in heard[-20:]


def test_the_far_end_of_a_line_answers_each_frame_until_the_line_is_closed() -> None:
    answers = io.BytesIO()
    carry(Handset(), lambda: True, io.BytesIO(frame(1) * 5 + b"torn"), answers)
    assert answers.getvalue() == READY + SILENCE * 5


def test_a_device_that_goes_away_ends_the_call_in_a_line() -> None:
    with pytest.raises(NoDevice, match="the sound device is gone"):
        carry(Handset(), iter([True, False]).__next__, io.BytesIO(frame(1) * 5), io.BytesIO())


@pytest.fixture
def sounddevice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What will be imported as the package of that name; empty."""
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path / "sounddevice.py"
    sys.modules.pop("sounddevice", None)


NO_MICROPHONE = """
class PortAudioError(Exception): ...
def query_devices(kind):
    if kind == "input":
        raise PortAudioError("Error querying device -1")
"""


def test_a_machine_without_portaudio_says_what_to_install(sounddevice: Path) -> None:
    sounddevice.write_text("raise OSError('PortAudio library not found')\n")
    with pytest.raises(NoDevice, match=r"PortAudio, .* is not installed .*apt install libportaudio2"):
        device.both_ways()


def test_a_machine_without_a_microphone_says_so(sounddevice: Path) -> None:
    sounddevice.write_text(NO_MICROPHONE)
    with pytest.raises(NoDevice, match="PortAudio finds no microphone; connect one"), telephone.device(Handset()):
        pass
