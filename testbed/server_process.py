"""A server of somebody else's in a process of its own: started, waited for, and ended for good."""

import subprocess
import time
import urllib.error
from abc import ABC, abstractmethod
from typing import Self


class NotRunning(RuntimeError):
    """The server ended, or was never ready; its last words say why."""


class ServerProcess(ABC):
    """Use it as a context manager."""

    ready_within_s: float
    """How long it is waited for on a machine that is busy with something else."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process's number, once it runs."""
        assert self._process is not None
        return self._process.pid

    @abstractmethod
    def start(self) -> "subprocess.Popen[bytes]":
        """Start it."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it can be used. An `OSError` says that it can't yet."""

    @abstractmethod
    def last_words(self) -> str:
        """What it said before it ended."""

    def __enter__(self) -> Self:
        self._process = self.start()
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        give_up_at = time.monotonic() + self.ready_within_s
        while not self._ready():
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise NotRunning(f"{process.args!r} is not ready: {self.last_words()}")
            time.sleep(0.02)

    def _ready(self) -> bool:
        try:
            return self.answers()
        except (urllib.error.URLError, OSError):
            return False
