"""Recordings whose sounds are where they were put, as our line writes them and as LiveKit's recorder does."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from segue.records.recording import Recording

LINE_HZ = 24_000
ROOM_HZ = 48_000
Tones = list[tuple[float, float]]
"""From when to when a side sounds, in seconds."""


def side(length_s: float, rate: int, tones: Tones, background: float = 0.0) -> NDArray[np.float32]:
    """A voice-like tone at each of `tones`, and noise of an RMS of `background` all along; full scale is 1."""
    made = np.random.default_rng(0).normal(0.0, 1.0, round(length_s * rate)) * background
    for start_s, end_s in tones:
        start, end = round(start_s * rate), round(end_s * rate)
        made[start:end] += 0.2 * np.sin(2 * np.pi * 220 * np.arange(end - start) / rate)
    return made.astype(np.float32)


def wav(path: Path, length_s: float, caller: Tones, agents: Tones) -> Path:
    """As a call on this machine is recorded."""
    left, right = (np.rint(side(length_s, LINE_HZ, tones) * 32767).astype(np.int16) for tones in (caller, agents))
    with Recording(path, LINE_HZ) as recording:
        recording.add(left.tobytes(), right.tobytes())
    return path


def ogg(path: Path, length_s: float, caller: Tones, agents: Tones, background: float = 0.0) -> Path:
    """As a room's call is recorded: Opus, 48 kHz, in blocks of 2.5 s."""
    both = np.stack([side(length_s, ROOM_HZ, caller, background), side(length_s, ROOM_HZ, agents)])
    with av.open(path, mode="w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=ROOM_HZ, layout="stereo")
        for start in range(0, both.shape[1], ROOM_HZ * 5 // 2):
            block = np.ascontiguousarray(both[:, start : start + ROOM_HZ * 5 // 2])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate = ROOM_HZ
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path
