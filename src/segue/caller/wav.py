"""A caller's recording as the line's sound: any rate, any width, mono or more, to 24 kHz 16-bit mono."""

import math
import stat
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segue.transports.frames import SAMPLE_RATE

LONGEST_S = 600
"""A recording is read whole; no call is longer than a few of these."""
RATES = range(4_000, 384_001)
"""Hertz."""


def unplayable(path: Path) -> tuple[str, str] | None:
    """Why the file at `path` is no recording that can be played, and the fix; None where it is one."""
    try:
        # To open a pipe that nobody writes into would take for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            return "not a regular file", "give a file saved on disk"
        with wave.open(str(path), "rb") as wav:
            frames, rate, width = wav.getnframes(), wav.getframerate(), wav.getsampwidth()
    except FileNotFoundError:
        return "no such file", "the path counts from the caller file's folder"
    except ValueError:
        return "no file's name", "check the path"
    except (wave.Error, EOFError, OSError):
        return "not a PCM WAV", "save it as WAV, 16-bit PCM"
    if rate not in RATES or width > 4:
        return f"{rate} Hz, {8 * width} bits", "save it as WAV, 16-bit PCM, 24 kHz"
    if not frames:
        return "no sound in it", "record it again"
    return (f"longer than {LONGEST_S} s", "cut it into several") if frames > LONGEST_S * rate else None


def played(path: Path) -> NDArray[np.int16]:
    """The PCM WAV at `path`, int16 mono at 24 kHz. Raises what `wave.open` raises."""
    with wave.open(str(path), "rb") as wav:
        channels, width, rate = wav.getnchannels(), wav.getsampwidth(), wav.getframerate()
        sound = _as_float(wav.readframes(wav.getnframes()), width)
    mono = sound[: sound.size // channels * channels].reshape(-1, channels).mean(axis=1)
    return np.clip(np.rint(resampled(mono, rate) * 32768.0), -32768, 32767).astype(np.int16)


def resampled(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """`sound` from `rate` to 24 kHz, exactly band-limited: whole clips are short enough for one transform."""
    if rate == SAMPLE_RATE or not sound.size:
        return sound
    up, down = SAMPLE_RATE // math.gcd(rate, SAMPLE_RATE), rate // math.gcd(rate, SAMPLE_RATE)
    length = math.ceil(sound.size * up / down)
    # Zeros at the end make the length divisible, and keep the end from ringing into the beginning.
    padded = np.pad(sound, (0, (-sound.size) % down + 64 * down))
    made = padded.size // down * up
    spectrum = np.fft.rfft(padded)
    kept: NDArray[np.float64] = np.fft.irfft(spectrum[: made // 2 + 1], made) * (up / down)
    return kept[:length]


def _as_float(raw: bytes, width: int) -> NDArray[np.float64]:
    """Full scale as 1. Eight bits are unsigned in a WAV; 24 are widened to 32 from below."""
    if width == 1:
        return (np.frombuffer(raw, np.uint8).astype(np.float64) - 128.0) / 128.0
    if width == 3:
        low_to_high = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        raw, width = np.pad(low_to_high, ((0, 0), (1, 0))).tobytes(), 4
    samples = np.frombuffer(raw, np.dtype(f"<i{width}")).astype(np.float64)
    return samples / float(1 << (8 * width - 1))
