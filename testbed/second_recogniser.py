"""Another recogniser than Segue's own, to check recordings with: moonshine tiny-en."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from moonshine_voice.transcriber import Transcriber

SAMPLE_RATE = 16_000


def transcribe(pcm: NDArray[np.float32]) -> str:
    """The words in `pcm` (float32, mono, 16 kHz), lines joined by spaces."""
    # Its voice detector is not reset between recordings: speech up to the last sample would begin the next one,
    # as a "You". A second of silence ends it.
    ended = np.pad(pcm, (0, SAMPLE_RATE))
    heard = _model().transcribe_without_streaming(ended.tolist(), SAMPLE_RATE)
    return " ".join(line.text.strip() for line in heard.lines)


@cache
def _model() -> "Transcriber":
    from moonshine_voice import ModelArch, get_model_path
    from moonshine_voice.transcriber import Transcriber

    return Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY)
