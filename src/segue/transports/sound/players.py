"""What plays sound on this machine: programs that take it on standard input, in the order in which they are tried."""

import shutil
import sys
from dataclasses import dataclass
from typing import Final

from segue.transports.frames import SAMPLE_RATE

BUFFER_MS: Final = 150
"""How far a player runs behind the call: long enough to bridge a late tick, short enough to go with the text."""
NOT_INSTALLED: Final = 127
"""A player's exit status where what it plays by is not on this machine; a shell's for a command it can't find."""


@dataclass(frozen=True, slots=True)
class Player:
    """A command that plays `SAMPLE_RATE`, mono, 16-bit little-endian from its standard input until that ends."""

    name: str
    """What a person knows it by."""
    command: tuple[str, ...]


def _player(command: str) -> Player:
    name, *options = command.split()
    return Player(name, (name, *options))


PLAYERS: Final = (
    # PulseAudio's, whose language PipeWire and WSL speak as well.
    _player(f"paplay --raw --rate={SAMPLE_RATE} --channels=1 --format=s16le --latency-msec={BUFFER_MS}"),
    # ALSA's.
    _player(f"aplay -q -t raw -f S16_LE -c 1 -r {SAMPLE_RATE} --buffer-time={BUFFER_MS}000"),
    # PipeWire's own; the older ones know no --raw, say so and are passed over.
    _player(f"pw-cat -p --raw --rate {SAMPLE_RATE} --channels 1 --format s16 --latency {BUFFER_MS}ms -"),
    # The sound device itself: on macOS a Python package has brought PortAudio along, on Linux it is the system's.
    Player("PortAudio", (sys.executable, "-m", "segue.transports.sound.device")),
    # SoX's.
    _player(f"sox -q --buffer 1920 -t raw -r {SAMPLE_RATE} -e signed -b 16 -c 1 - -d"),
    # FFmpeg's.
    _player(f"ffplay -nodisp -autoexit -loglevel quiet -fflags nobuffer -probesize 32 -f s16le -ar {SAMPLE_RATE} -i -"),
)


def installed() -> list[Player]:
    """Those whose command is on PATH; whether there is a device that they find is another matter."""
    return [player for player in PLAYERS if shutil.which(player.command[0])]
