"""The recording of a call: both sides, sample by sample, whatever happens."""

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.records.folder import NotKept
from segue.records.recording import Recording

FULL = Path("/dev/full")


def sides(path: Path) -> tuple[NDArray[np.int16], NDArray[np.int16], int]:
    with wave.open(str(path), "rb") as wav:
        assert (wav.getnchannels(), wav.getsampwidth()) == (2, 2)
        both = np.frombuffer(wav.readframes(wav.getnframes()), np.int16).reshape(-1, 2)
        return both[:, 0], both[:, 1], wav.getframerate()


def noise(seed: int, samples: int) -> NDArray[np.int16]:
    return np.random.default_rng(seed).integers(-32768, 32767, samples, dtype=np.int16)


def test_what_went_in_comes_out_caller_left_agents_right(tmp_path: Path) -> None:
    caller, agents = noise(1, 50_000), noise(2, 50_000)
    with Recording(tmp_path / "call.wav", 24_000) as recording:
        for start in range(0, 50_000, 480):
            recording.add(caller[start : start + 480].tobytes(), agents[start : start + 480].tobytes())
    left, right, rate = sides(tmp_path / "call.wav")
    assert rate == 24_000
    assert recording.samples == 50_000
    assert recording.duration_s == 50_000 / 24_000
    np.testing.assert_array_equal(left, caller)
    np.testing.assert_array_equal(right, agents)


def test_a_crash_leaves_a_sound_file_up_to_the_last_second(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "call.wav", 24_000)
    for _ in range(125):
        recording.add(bytes(960), bytes(960))
    left, _, _ = sides(tmp_path / "call.wav")
    assert left.size == 48_000, "two of two and a half seconds are on the disk, without a close"
    recording.close()
    recording.close()
    assert sides(tmp_path / "call.wav")[0].size == 60_000


def test_a_call_without_a_frame_is_an_empty_recording(tmp_path: Path) -> None:
    Recording(tmp_path / "call.wav", 24_000).close()
    assert sides(tmp_path / "call.wav")[0].size == 0


def test_sides_of_different_length_are_refused(tmp_path: Path) -> None:
    with (
        Recording(tmp_path / "call.wav", 24_000) as recording,
        pytest.raises(ValueError, match="caller's side has 2 samples and the agents' 1"),
    ):
        recording.add(bytes(4), bytes(2))


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_a_disk_that_is_full_ends_the_recording_and_is_told_of_when_the_call_is_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "call.wav").symlink_to(FULL)
    recording = Recording(tmp_path / "call.wav", 24_000)
    for _ in range(300):
        recording.add(bytes(960), bytes(960))
    recording.close()  # as the line does
    with pytest.raises(NotKept, match=r"call\.wav: can't be written \(No space left"), recording:
        pass
    assert recording.duration_s == 6
    assert [record.message for record in caplog.records] == ["the recording ends here"]


@pytest.mark.skipif(not FULL.exists(), reason="no such device here")
def test_what_ended_the_call_is_not_hidden_by_a_recording_that_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "call.wav").symlink_to(FULL)
    recording = Recording(tmp_path / "call.wav", 24_000)
    recording.add(bytes(960), bytes(960))
    with pytest.raises(LookupError), recording:
        raise LookupError


def test_a_recording_that_cannot_be_begun_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match=r"nowhere/call\.wav: can't be written"):
        Recording(tmp_path / "nowhere" / "call.wav", 24_000)
