"""A recording is listened to alike whether our line or LiveKit's recorder made it."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from segue.records import timing
from segue.records.sides import listen
from tests.unit.records import sounding
from tests.unit.records.sounding import LINE_HZ, Tones

CALLER: Tones = [(3.0, 4.0), (6.5, 7.5), (11.5, 12.5)]
AGENTS: Tones = [(0.5, 2.5), (4.73, 6.0), (8.7, 12.0)]
LENGTH_S = 14.3
SMEAR_S = 0.05
"""Opus rings on for up to 40 ms at the end of a sound."""

both_kinds = pytest.mark.parametrize("record", [sounding.wav, sounding.ogg], ids=["wav", "ogg"])
Record = Callable[[Path, float, Tones, Tones], Path]


@both_kinds
def test_each_side_is_heard_where_it_sounds_and_not_on_the_other(record: Record, tmp_path: Path) -> None:
    sides = listen(record(tmp_path / "call", LENGTH_S, CALLER, AGENTS))
    for levels, tones in ((sides.caller, CALLER), (sides.agents, AGENTS)):
        found = [(span.start_s, span.end_s) for span in timing.heard(levels)]
        assert found == [pytest.approx(tone, abs=SMEAR_S) for tone in tones]


@both_kinds
def test_answers_and_a_barge_in_are_measured(record: Record, tmp_path: Path) -> None:
    found = listen(record(tmp_path / "call", LENGTH_S, CALLER, AGENTS)).answers()
    assert [answer.wait_s for answer in found.answers] == pytest.approx([0.73, 1.2], abs=SMEAR_S)
    assert [barge_in.talked_on_s for barge_in in found.barge_ins] == pytest.approx([0.5], abs=SMEAR_S)
    assert found.double_talk_s == pytest.approx(0.5, abs=SMEAR_S)


@both_kinds
def test_nothing_of_its_length_is_lost(record: Record, tmp_path: Path) -> None:
    sides = listen(record(tmp_path / "call", LENGTH_S, CALLER, AGENTS))
    assert sides.caller.size == sides.agents.size == pytest.approx(LENGTH_S / timing.WINDOW_S, abs=1)


def test_a_wav_is_heard_as_its_samples_are(tmp_path: Path) -> None:
    path = sounding.wav(tmp_path / "call.wav", LENGTH_S, CALLER, AGENTS)
    assert listen(path).answers() == timing.answers(*timing.read(path))


def test_a_recording_that_began_after_the_call_is_put_in_its_place(tmp_path: Path) -> None:
    path = sounding.wav(tmp_path / "call.wav", LENGTH_S, CALLER, AGENTS)
    at_once, later = listen(path).answers(), listen(path, began_s=0.4).answers()
    assert later.answers[0].asked_s == pytest.approx(at_once.answers[0].asked_s + 0.4)
    assert later.answers[0].wait_s == pytest.approx(at_once.answers[0].wait_s)


def test_noise_and_echo_are_told_from_a_caller_who_listens(tmp_path: Path) -> None:
    quiet = sounding.ogg(tmp_path / "quiet", LENGTH_S, CALLER, AGENTS)
    noisy = sounding.ogg(tmp_path / "noisy", LENGTH_S, CALLER, AGENTS, background=10 ** (-45 / 20))
    echo = sounding.ogg(tmp_path / "echo", LENGTH_S, AGENTS, AGENTS)
    assert listen(quiet).background_db < -80
    assert listen(noisy).background_db == pytest.approx(-45, abs=2)
    assert listen(echo).background_db > -20


def test_without_an_agents_sound_there_is_no_background(tmp_path: Path) -> None:
    assert listen(sounding.wav(tmp_path / "call.wav", 2.0, CALLER[:0], [])).background_db == -120


def test_what_is_not_stereo_is_refused(tmp_path: Path) -> None:
    with av.open(tmp_path / "mono.wav", mode="w", format="wav") as file:
        stream = file.add_stream("pcm_s16le", rate=LINE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, LINE_HZ), np.int16), format="s16", layout="mono")
        frame.sample_rate = LINE_HZ
        file.mux(stream.encode(frame))
    with pytest.raises(ValueError, match="not a stereo recording"):
        listen(tmp_path / "mono.wav")


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "call.ogg").write_bytes(b"a torn page")
    with pytest.raises(av.FFmpegError):
        listen(tmp_path / "call.ogg")
