"""How far a speech has been played by the seconds of its sound, and when there is none left though it goes on."""

import asyncio
from collections.abc import Callable


class SoundClock:
    """Tells `dry` of True where a speech that is not over has no sound left to play, and of False once it has again.

    Seconds are those of the loop it runs on.
    """

    def __init__(self, dry: Callable[[bool], None]) -> None:
        self._tell = dry
        self._timer: asyncio.TimerHandle | None = None
        self._given_s = 0.0
        self._began_s: float | None = None
        self._paused_s: float | None = None
        self.dry = False

    def given(self, duration_s: float) -> None:
        """There is so much more of the speech."""
        if self.dry:
            self._began_s = _now_s() - self._given_s  # what was missing was not played
            self.dry = False
            self._tell(False)
        self._given_s += duration_s
        self._wait()

    def began(self) -> None:
        """Its sound is on, from here."""
        self._began_s = _now_s()
        self._wait()

    def pause(self) -> None:
        """No sound is played from here on."""
        if self._paused_s is None:
            self._paused_s = _now_s()
        self._cancel()

    def resume(self) -> None:
        """It is played again."""
        if self._paused_s is not None and self._began_s is not None and not self.dry:
            self._began_s += _now_s() - max(self._paused_s, self._began_s)
        self._paused_s = None
        self._wait()
        if self.dry:  # whoever goes on with the sound, goes on with its words next
            asyncio.get_running_loop().call_soon(self._tell_again)

    def end(self) -> None:
        """All of the speech is there, or none is wanted any more."""
        self._cancel()
        self._given_s, self._began_s, self._paused_s, self.dry = 0.0, None, None, False

    def _wait(self) -> None:
        self._cancel()
        if self._began_s is not None and self._paused_s is None and not self.dry:
            self._timer = asyncio.get_running_loop().call_at(self._began_s + self._given_s, self._run_dry)

    def _run_dry(self) -> None:
        self.dry = True
        self._tell(True)

    def _tell_again(self) -> None:
        if self.dry:
            self._tell(True)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _now_s() -> float:
    return asyncio.get_running_loop().time()
