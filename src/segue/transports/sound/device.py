"""The sound device by way of PortAudio; `python -m segue.transports.sound.device` plays what it reads."""

import sys
import time
from types import ModuleType
from typing import Any

from segue.transports.frames import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE
from segue.transports.sound.elastic import Elastic
from segue.transports.sound.players import NOT_INSTALLED

INSTALL = "Debian, Ubuntu and WSL: apt install libportaudio2 libasound2-plugins"
"""What brings it where the package `sounddevice` has not brought it along, and leads it to the sound server."""
STREAM = {"samplerate": SAMPLE_RATE, "channels": 1, "dtype": "int16", "blocksize": FRAME_SAMPLES, "latency": 0.1}


class NoDevice(Exception):
    """There is no such sound device, or no PortAudio to find it; says in one line which, and what to do."""


def portaudio() -> ModuleType:
    """The package `sounddevice`, which looks for devices while it is imported. Raises `NoDevice`."""
    try:
        import sounddevice
    except OSError:
        raise NoDevice(f"PortAudio, which finds sound devices, is not installed ({INSTALL})") from None
    found: ModuleType = sounddevice
    return found


def both_ways() -> ModuleType:
    """PortAudio, where it finds a microphone and a loudspeaker. Raises `NoDevice`."""
    sounddevice = portaudio()
    for kind, name in (("input", "microphone"), ("output", "loudspeaker")):
        try:
            sounddevice.query_devices(kind=kind)
        except (sounddevice.PortAudioError, ValueError):
            raise NoDevice(f"PortAudio finds no {name}; connect one or make it the default ({INSTALL})") from None
    return sounddevice


def main() -> int:
    """Play standard input to its end; 1 where there is no loudspeaker, `NOT_INSTALLED` where there is no PortAudio."""
    try:
        sounddevice = portaudio()
    except NoDevice:
        return NOT_INSTALLED
    waiting = Elastic()

    def fill(out: memoryview, *_: Any) -> None:
        out[:] = waiting.take(len(out))

    try:
        with sounddevice.RawOutputStream(**STREAM, callback=fill) as stream:
            while stream.active and (pcm := sys.stdin.buffer.read(FRAME_BYTES)):
                waiting.put(pcm)
            time.sleep(waiting.held_s + stream.latency)
    except sounddevice.PortAudioError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
