"""Sound as speech servers send it: a tone for words, and PCM in the formats that go over the wire."""

import io
import struct
from collections.abc import Callable
from typing import Final, TypeAlias

import av
import numpy as np

TTS: TypeAlias = Callable[[str, str], bytes]
"""Text and a voice's name to speech: 24 kHz, mono, int16. It may take its time: it runs in a thread."""
STT: TypeAlias = Callable[[bytes, int], str]
"""Mono int16 and its sample rate to text. In a thread as well."""

SAMPLE_RATE: Final = 24_000
"""Hertz, mono, int16: what speech servers make."""
PIECE_S: Final = 0.1
"""How much sound is in one piece."""
PIECE_BYTES: Final = round(SAMPLE_RATE * PIECE_S) * 2
_PER_CHARACTER_S: Final = 0.06
"""Speech has about 15 characters a second."""
_UNKNOWN_LENGTH: Final = 0xFFFF_FFFF
"""What stands in a WAV's header where it is sent while it is made."""
_MP3_BITS_PER_S: Final = 64_000


def tone(text: str, voice: str) -> bytes:
    """A tone as long as `text` would take, as high as `voice` has it: 24 kHz, mono, int16."""
    pitch = 200 + sum(voice.encode()) % 200
    at_s = np.arange(round(len(text) * _PER_CHARACTER_S * SAMPLE_RATE)) / SAMPLE_RATE
    return (8000 * np.sin(2 * np.pi * pitch * at_s)).astype(np.int16).tobytes()


def deaf(pcm: bytes, sample_rate: int) -> str:
    """Understands nothing."""
    return ""


def encoded(pcm: bytes, form: str) -> tuple[str, list[bytes]]:
    """The content type and the pieces, PIECE_S each, of 24 kHz mono int16 as `form`: pcm, wav or mp3."""
    if form == "pcm":
        return "audio/pcm", _cut(pcm, PIECE_BYTES)
    if form == "wav":
        first, *rest = _cut(pcm, PIECE_BYTES) or [b""]
        return "audio/wav", [_wav_header() + first, *rest]
    return "audio/mpeg", _cut(_mp3(pcm), round(_MP3_BITS_PER_S / 8 * PIECE_S))


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _wav_header() -> bytes:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, SAMPLE_RATE, SAMPLE_RATE * 2, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", _UNKNOWN_LENGTH, b"WAVE") + form + struct.pack("<4sI", b"data", _UNKNOWN_LENGTH)
    )


def _mp3(pcm: bytes) -> bytes:
    if not pcm:
        return b""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE, layout="mono", format="s16p")
        stream.bit_rate = _MP3_BITS_PER_S
        frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, np.int16).reshape(1, -1), format="s16p", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()
