"""Wishes to speak that OpenAI refuses, each with the refusal."""

from typing import Final

from tests.testbed.providers.bad_chats import BAD_KEYS, Bad

_LINE: Final = {"model": "gpt-4o-mini-tts", "voice": "sage", "input": "Hi"}

BAD_SPEECHES: Final = [
    *(Bad(bad.why, _LINE, bad.message, bad.code, status=401, key=bad.key) for bad in BAD_KEYS),
    Bad("unknown model", {**_LINE, "model": "a"}, "The model `a` does not exist", "model_not_found", status=404),
    Bad(
        "unknown voice",
        {**_LINE, "voice": "echoes"},
        "Invalid value: 'echoes'. Supported values are: 'alloy', 'ash',",
        "invalid_value",
        "voice",
    ),
    Bad(
        "no voice",
        {"model": "tts-1", "input": "Hi"},
        "Missing required parameter: 'voice'.",
        "missing_required_parameter",
        "voice",
    ),
    Bad("nothing to say", {**_LINE, "input": ""}, "Invalid 'input': empty string.", "empty_string", "input"),
    Bad(
        "too much to say",
        {**_LINE, "input": "a" * 4097},
        "Invalid 'input': string too long. Expected a string with maximum length 4096, but got a string with",
        "string_above_max_length",
        "input",
    ),
    Bad(
        "too slow",
        {**_LINE, "speed": 0.1},
        "Invalid 'speed': decimal below minimum value. Expected a value >= 0.25, but got 0.1 instead.",
        "decimal_below_min_value",
        "speed",
    ),
    Bad(
        "unknown format",
        {**_LINE, "response_format": "midi"},
        "Invalid value: 'midi'. Supported values are: 'mp3',",
        "invalid_value",
        "response_format",
    ),
    Bad(
        "events of a model without",
        {**_LINE, "model": "tts-1", "stream_format": "sse"},
        "stream_format 'sse' is not supported with model 'tts-1'.",
        "unsupported_value",
        "stream_format",
    ),
    Bad("unknown parameter", {**_LINE, "pitch": 1}, "Unrecognized request argument supplied: pitch"),
]
