"""A call played aloud, both its sides at once, by a player that can neither slow nor break it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final

import numpy as np

from segue.transports.frames import FRAME_S, SILENCE
from segue.transports.sound.player_process import PlayerProcess
from segue.transports.sound.players import NOT_INSTALLED, PLAYERS, installed

PROVEN_S: Final = 0.4
"""Of silence that a player has to take, more than the pipe holds: by then it has found its device, or ended."""
PATIENCE_S: Final = 3.0
"""For that; Python, which plays by PortAudio, takes half a second to start on a busy core."""
ENDS_WITHIN_S: Final = 0.2
"""For one that does not play. If it has not ended by itself over that, it hangs."""
STALLED_S: Final = 2.0
"""A player that has taken nothing for so long has lost its device."""
INSTALL: Final = "Debian, Ubuntu and WSL: apt install pulseaudio-utils"
RECORDED: Final = "the recording has it all"

Tell = Callable[[str], None]


class Loudspeaker:
    """Takes the frames of a line and plays them as they come; silent without a player, or once that is gone."""

    def __init__(self, playing: PlayerProcess | None = None, tell: Tell = lambda line: None) -> None:
        """`tell` hears in one line why a loudspeaker that has played falls silent."""
        self._playing, self._tell = playing, tell
        self._refused_s = 0.0

    def add(self, caller: bytes, agents: bytes) -> None:
        """Play a stretch of both sides, 16-bit mono and equally long; a player that lags behind never gets it."""
        if self._playing is None:
            return
        both = np.frombuffer(caller, np.int16).astype(np.int32) + np.frombuffer(agents, np.int16)
        try:
            taken = self._playing.put(np.clip(both, -32768, 32767).astype(np.int16).tobytes())
        except BrokenPipeError:
            self._playing.finish()
            self._fall_silent("ended")
            return
        self._refused_s = 0.0 if taken else self._refused_s + FRAME_S
        if self._refused_s >= STALLED_S:
            self._playing.kill()
            self._fall_silent("plays no more")

    def close(self) -> None:
        """The call is over; what was taken is played."""
        if self._playing is not None:
            self._playing.finish()
            self._playing = None

    def _fall_silent(self, why: str) -> None:
        if self._playing is not None:
            self._tell(f"silent from here on: {self._playing.name} {why}; {RECORDED}")
            self._playing = None


@contextlib.asynccontextmanager
async def loudspeaker(tell: Tell) -> AsyncIterator[Loudspeaker]:
    """The first player that proves to play, or a silent one; `tell` hears which, and if none, what to install.

    The player does not outlive this: it plays to its end, or is killed where the call ends by an exception.
    """
    tried = list[str]()
    for player in installed():
        try:
            starting = await PlayerProcess.start(player)
        except OSError:
            continue
        async with starting as playing:
            if await _proves(playing):
                tell(f"playing aloud, by {player.name}")
                yield Loudspeaker(playing, tell)
                return
            if await playing.end(ENDS_WITHIN_S) != NOT_INSTALLED:
                tried.append(player.name)
    tell(f"not played aloud: {_reason(tried)}; {RECORDED}")
    yield Loudspeaker()


def _reason(tried: list[str]) -> str:
    """Why there is no sound, given those that were tried in vain."""
    if not tried:
        return f"none of {', '.join(player.name for player in PLAYERS)} is installed ({INSTALL})"
    hint = "" if "paplay" in tried else f" ({INSTALL})"
    return f"{', '.join(tried)} found no loudspeaker{hint}"


async def _proves(playing: PlayerProcess) -> bool:
    """Whether it takes `PROVEN_S` of silence, and has not ended over it."""
    taken_s = 0.0
    for _ in range(round(PATIENCE_S / FRAME_S)):
        try:
            taken_s += FRAME_S * playing.put(SILENCE)
        except BrokenPipeError:
            return False
        if taken_s >= PROVEN_S:
            return playing.status is None
        await asyncio.sleep(FRAME_S)
    return False
