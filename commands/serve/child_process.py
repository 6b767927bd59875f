"""One process of several: in a group of its own, its words in a log, and gone for good when it is stopped."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

LOOKS_EVERY_S: Final = 0.05
LAST_WORDS: Final = 12
"""Lines among which it is looked for what was wrong."""


LONGEST: Final = 300
OURS: Final = "segue: "
"""How a line begins that is written to be read."""


class ProcessFailed(Exception):
    """A process ended that was to go on, or did not do what it was for; one line says which, and how."""


class ChildProcess:
    """A process that is under way. It is in a session of its own: Ctrl-C at the terminal is ours to pass on."""

    def __init__(self, name: str, log: Path, process: asyncio.subprocess.Process) -> None:
        self.name, self.log = name, log
        self._process = process
        self.ending = asyncio.create_task(process.wait())
        """Done with the exit status once it has ended."""

    @classmethod
    async def start(
        cls, name: str, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None
    ) -> "ChildProcess":
        """Start `command`; without `env` in our own environment. Raises OSError."""
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *dies_with_us(),
                *command,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(name, log, process)

    @property
    def pid(self) -> int:
        """The process's number, and that of its group."""
        return self._process.pid

    async def says(self, text: str) -> None:
        """Wait until `text` is in its log: for ever, where it ends without."""
        while text not in self.log.read_text(errors="replace"):  # noqa: ASYNC110  (a file tells nobody)
            await asyncio.sleep(LOOKS_EVERY_S)

    async def failure(self) -> ProcessFailed:
        """How it ended, to be told to the user, once it has."""
        status = await asyncio.shield(self.ending)
        how = f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"
        return ProcessFailed(f"the {self.name} ended {how}{self._why()} (all that it said: {self.log})")

    async def stop(self, within_s: float) -> None:
        """Ask it to end; what is left of it and its own children after `within_s` is killed."""
        try:
            if self._process.returncode is None:
                self._process.terminate()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._process.wait(), within_s)
        finally:
            self.kill()
        await self._process.wait()

    def kill(self) -> None:
        """End it and what it has started, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # the latter is what macOS says of the dead
            os.killpg(self.pid, signal.SIGKILL)

    def _why(self) -> str:
        """Of the last lines the one that tells best what was wrong."""
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        last = lines[-LAST_WORDS:]
        ours = [line.removeprefix(OURS) for line in last if line.startswith(OURS)]
        errors = [line for line in last if "error" in line.lower()]
        return "".join(f": {line[:LONGEST]}" for line in [*ours, *errors, *last[-1:]][:1])


def dies_with_us() -> list[str]:
    """Words before a command that make Linux kill it once the thread that started it is gone, however."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
