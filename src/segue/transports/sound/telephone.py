"""`python -m segue.transports.sound.telephone`: a person as the caller, by the microphone and loudspeaker here."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from segue.transports.frames import FRAME_BYTES, READY, own_stdout
from segue.transports.sound.device import STREAM, NoDevice, both_ways
from segue.transports.sound.handset import Handset

COMMAND = (sys.executable, "-m", "segue.transports.sound.telephone")
Working = Callable[[], bool]
"""Whether a sound device still is."""


def main() -> int:
    """Talk until the line is closed; 2, and why in a line, where there is nothing to talk by, or no longer."""
    # Ctrl-C reaches every process of the terminal; whoever holds the other end then closes the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line_out = own_stdout()
    try:
        with device(handset := Handset()) as working, line_out:
            carry(handset, working, sys.stdin.buffer, line_out)
    except NoDevice as none:
        print(f"segue: {none}", file=sys.stderr)
        return 2
    return 0


def carry(handset: Handset, working: Working, line_in: BinaryIO, line_out: BinaryIO) -> None:
    """Be the far end of a line while there is one. Raises `NoDevice` when the device stops working."""
    line_out.write(READY)
    with contextlib.suppress(BrokenPipeError):
        while len(agents := line_in.read(FRAME_BYTES)) == FRAME_BYTES:
            if not working():
                raise NoDevice("the sound device is gone, and the caller with it")
            line_out.write(handset.exchange(agents))


@contextlib.contextmanager
def device(handset: Handset) -> Iterator[Working]:
    """The default microphone and loudspeaker, at work for `handset`. Raises `NoDevice`."""
    sounddevice = both_ways()
    plays_after_s = 0.0

    def play(out: memoryview, _samples: int, times: Any, _status: object) -> None:
        nonlocal plays_after_s
        plays_after_s = times.outputBufferDacTime - times.currentTime
        out[:] = handset.play(len(out))

    def hear(pcm: memoryview, _samples: int, times: Any, _status: object) -> None:
        handset.echo_delay_s = plays_after_s + times.currentTime - times.inputBufferAdcTime
        handset.hear(bytes(pcm))

    try:
        with (
            sounddevice.RawOutputStream(**STREAM, callback=play) as speaker,
            sounddevice.RawInputStream(**STREAM, callback=hear) as microphone,
        ):
            yield lambda: bool(speaker.active and microphone.active)
    except sounddevice.PortAudioError as error:
        raise NoDevice(f"the sound device can't be used: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
