"""The STT's model: a clip of speech in, its words out."""

from collections.abc import Iterator
from itertools import combinations, cycle
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]  # ships no types

SAMPLE_RATE: Final = 16_000
"""Hertz, mono: what the model was trained on."""

FULL_WINDOW_S: Final = 29.9
"""The most the model takes at once; it was trained on nothing shorter."""

SHORT_WINDOW_S: Final = 8.0
"""The least it is given. The encoder costs by the window, not by the speech in it: 8 s is a quarter of the
price of the full window, or less, at the same accuracy. At 6 s and below "Yes." begins to come
back as "Yes. Yes. Yes." (docs/local-models.md)."""

_ROOM_S: Final = 1.0
"""Silence the model needs after the last word to know that it was the last."""

_CUT_BETWEEN_S: Final = (20.0, 28.0)
"""Where a clip longer than the window is cut: at the quietest moment between the two."""

_TOKENS_PER_S: Final = 8
"""Twice what fast speech needs. Bounds what a loop can cost."""

_WORDS_PER_S: Final = 3
"""Faster than this, what is repeated word for word was not said twice."""

_FAINT: Final = 0.002
"""Peak, of full scale (-54 dB): below this nobody spoke."""


class Recogniser:
    """Whisper tiny.en. Any number of threads may call it at once."""

    def __init__(self, model: "WhisperModel", *, window_s: float = SHORT_WINDOW_S, beam: int = 1) -> None:
        # Heavy imports: see models.py. Neither ships types.
        from ctranslate2 import StorageView  # type: ignore[import-untyped]
        from faster_whisper.tokenizer import Tokenizer  # type: ignore[import-untyped]

        self._model = model
        self._features = StorageView.from_array
        self._tokens = Tokenizer(model.hf_tokenizer, multilingual=False)
        self._window_s = window_s
        self._beam = beam

    def transcribe(self, clip: NDArray[np.float32]) -> str:
        """The words in `clip` (float32, mono, SAMPLE_RATE, within -1 and 1); "" where nobody speaks."""
        return " ".join(words for piece in _pieces(clip) if (words := self._words(piece)))

    def _words(self, clip: NDArray[np.float32]) -> str:
        if not clip.size or float(np.abs(clip).max()) < _FAINT:
            return ""
        clip_s = clip.size / SAMPLE_RATE
        heard = self._model.model.generate(
            self._features(self._spectrum(clip, max(self._window_s, clip_s + _ROOM_S))),
            [[self._tokens.sot, self._tokens.no_timestamps]],
            beam_size=self._beam,
            max_length=10 + int(clip_s * _TOKENS_PER_S),
            return_no_speech_prob=True,
            return_scores=True,
        )[0]
        if _is_guess(heard):
            return ""
        words = self._tokens.decode(heard.sequences_ids[0]).strip()
        return _said_once(words, clip_s) if any(letter.isalnum() for letter in words) else ""

    def _spectrum(self, clip: NDArray[np.float32], window_s: float) -> NDArray[np.float32]:
        samples = np.zeros(int(min(window_s, FULL_WINDOW_S) * SAMPLE_RATE), np.float32)
        samples[: clip.size] = clip
        spectrum = self._model.feature_extractor(samples)
        even = spectrum.shape[1] // 2 * 2  # the encoder halves the frames
        return np.ascontiguousarray(spectrum[None, :, :even], np.float32)


def _is_guess(heard: Any) -> bool:
    """Whether the model made words up, as it does of silence ("you") and of noise ("I'm not going to ...").

    The first bound is the one Whisper's authors use. The second was chosen here: noise of every colour, hum,
    knocks and digital silence scored above 0.89, the worst of the spoken words, in noise, 0.75.
    """
    silent: float = heard.no_speech_prob
    return silent > 0.85 or (silent > 0.6 and heard.scores[0] < -1.0)


def _said_once(words: str, clip_s: float) -> str:
    """Without loops: more words than the clip has time for, the last ones over and over."""
    spoken = words.split()
    if len(spoken) <= 1 + clip_s * _WORDS_PER_S:
        return words
    plain = [word.strip(".,?!…").lower() for word in spoken]
    for start, end in combinations(range(len(plain)), 2):
        if _goes_round(plain[start:end], plain[end:]):
            return " ".join(spoken[:end])
    return words


def _goes_round(phrase: list[str], rest: list[str]) -> bool:
    """Whether `rest` is `phrase` again and again; the last time may be cut short, even within its word."""
    if len(rest) < min(3, len(phrase)):
        return False
    *whole, last = zip(rest, cycle(phrase), strict=False)
    return all(word == before for word, before in whole) and last[1].startswith(last[0])


def quietest(clip: NDArray[np.float32], earliest_s: float, latest_s: float) -> int:
    """The sample between the two times where a cut does least harm: the middle of the quietest 0.3 s."""
    step = SAMPLE_RATE // 10
    between = clip[int(earliest_s * SAMPLE_RATE) : int(latest_s * SAMPLE_RATE)]
    energy = np.square(between[: between.size // step * step]).reshape(-1, step).sum(axis=1)
    around = np.convolve(energy, np.ones(3), mode="valid")
    return int(earliest_s * SAMPLE_RATE) + int(around.argmin()) * step + step * 3 // 2


def _pieces(clip: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """`clip` in pieces the model can take."""
    while clip.size > _CUT_BETWEEN_S[1] * SAMPLE_RATE:
        cut = quietest(clip, *_CUT_BETWEEN_S)
        yield clip[:cut]
        clip = clip[cut:]
    yield clip
