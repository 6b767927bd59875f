"""What other ears hear of the agents in a recording."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segue.records import timing
from testbed.second_stt import transcribe


def speeches(recording: Path) -> tuple[str, ...]:
    """The agents' speeches in words, as they followed one another."""
    _, agents, rate = timing.read(recording)
    spans = timing.speeches(timing.sounds(agents, rate))
    return tuple(transcribe(_stretch(agents, rate, span)) for span in spans)


def _stretch(agents: timing.Sound, rate: int, span: timing.Span) -> NDArray[np.float32]:
    """A stretch of a recording as the second ear wants it: 16 kHz mono, -1 to 1, with a little silence around it."""
    first, end = max(0, int((span.start_s - 0.2) * rate)), int((span.end_s + 0.3) * rate)
    sound = agents[first:end].astype(np.float32) / 32768
    at = np.arange(int(sound.size * 16_000 / rate)) * (rate / 16_000)
    resampled: NDArray[np.float32] = np.interp(at, np.arange(sound.size), sound).astype(np.float32)
    return resampled
