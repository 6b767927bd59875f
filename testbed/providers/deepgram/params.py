"""What Deepgram's streaming endpoints take in their address, and the refusals of what they don't.

Stricter than the provider in one thing: a parameter it doesn't know is refused, so that a misspelt one is found.
The words about models and `utterance_end_ms` are the provider's; those about the rest follow their pattern.
"""

import re
from collections.abc import Callable, Mapping
from typing import get_args

from livekit.plugins.deepgram.models import DeepgramLanguages, DeepgramModels, V2Models
from multidict import MultiMapping

Check = Callable[[str], bool]

FLUX: tuple[str, ...] = get_args(V2Models)
NOVA: tuple[str, ...] = (*(name for name in get_args(DeepgramModels) if name not in FLUX), "nova-2", "nova", "enhanced")
LANGUAGES: tuple[str, ...] = get_args(DeepgramLanguages)
NO_SUCH_MODEL = "Bad Request: No such model/language/tier combination found."


class BadParams(Exception):
    """Says in the provider's words why it won't open a stream."""


def _between(low: float, high: float) -> Check:
    return lambda text: re.fullmatch(r"\d+(\.\d+)?", text) is not None and low <= float(text) <= high


def _one_of(*names: str) -> Check:
    return lambda text: text in names


def _anything(text: str) -> bool:
    return bool(text)


FLAG = _one_of("true", "false")
SHARED: dict[str, Check] = {
    "model": _anything,
    "encoding": _one_of("linear16"),
    "sample_rate": _between(8000, 48000),
    "keyterm": _anything,
    "mip_opt_out": FLAG,
    "numerals": FLAG,
    "profanity_filter": FLAG,
    "tag": lambda text: 0 < len(text) <= 128,
}
V1: dict[str, Check] = SHARED | {
    "channels": _one_of("1"),
    "diarize": FLAG,
    "dictation": FLAG,
    "endpointing": lambda text: text in {"true", "false"} or text.isdecimal(),
    "extra": _anything,
    "filler_words": FLAG,
    "interim_results": FLAG,
    "keywords": _anything,
    "language": _one_of(*LANGUAGES),
    "no_delay": FLAG,
    "punctuate": FLAG,
    "redact": _anything,
    "replace": _anything,
    "search": _anything,
    "smart_format": FLAG,
    "utterance_end_ms": _between(1000, 5000),
    "vad_events": FLAG,
    "version": _anything,
}
V2: dict[str, Check] = SHARED | {
    "eager_eot_threshold": _between(0.3, 0.9),
    "eot_threshold": _between(0.5, 1.0),
    "eot_timeout_ms": _between(500, 60000),
    "language_hint": _one_of(*LANGUAGES),
    "redact": _one_of("numbers", "aggressive_numbers"),
}


def check_v1(query: MultiMapping[str]) -> None:
    """Of `/v1/listen`. Raises `BadParams`."""
    _check(query, V1)
    model = query.get("model", "base")
    if model not in NOVA or query.get("language", "en") not in LANGUAGES:
        raise BadParams(NO_SUCH_MODEL)
    if "keyterm" in query and not model.startswith("nova-3"):
        raise BadParams("Bad Request: Keyterm Prompting is only available with Nova-3.")
    if "keywords" in query and model.startswith("nova-3"):
        raise BadParams("Bad Request: Keywords are not supported with Nova-3. Use Keyterm Prompting.")
    if "utterance_end_ms" in query and query.get("interim_results") != "true":
        raise BadParams("Bad Request: 'utterance_end_ms' requires 'interim_results'.")


def check_v2(query: MultiMapping[str]) -> None:
    """Of `/v2/listen`. Raises `BadParams`."""
    _check(query, V2)
    if query.get("model") not in FLUX:
        raise BadParams(NO_SUCH_MODEL)
    check_thresholds(query)


def check_thresholds(given: Mapping[str, str]) -> None:
    """Flux's, when a stream is opened and when it is configured on the way. Raises `BadParams`."""
    for name in ("eager_eot_threshold", "eot_threshold", "eot_timeout_ms"):
        if name in given and not V2[name](given[name]):
            raise BadParams(f"Invalid '{name}' value of '{given[name]}'.")
    if float(given.get("eager_eot_threshold", 0)) > float(given.get("eot_threshold", 0.7)):
        raise BadParams("'eager_eot_threshold' must be less than or equal to 'eot_threshold'.")


def _check(query: MultiMapping[str], known: Mapping[str, Check]) -> None:
    for name in query:
        if name not in known:
            raise BadParams(f"Unknown query parameter '{name}'.")
        for value in query.getall(name):
            if not known[name](value):
                language = name == "language"
                raise BadParams(NO_SUCH_MODEL if language else f"Invalid '{name}' value of '{value}'.")
    if "encoding" in query and "sample_rate" not in query:
        raise BadParams("'sample_rate' is required when 'encoding' is 'linear16'.")
