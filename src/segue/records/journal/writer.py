"""One thread that appends lines to a file, so that nobody who has a caller waiting waits for a disk."""

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from itertools import islice
from pathlib import Path
from typing import Final

from segue.records.folder import NotKept, private

MOST_WAITING: Final = 10_000
"""Lines that may wait for the disk: an hour of a lively call. Whatever comes beyond them is lost, and counted."""
AGAIN_S: Final = 1.0
"""After a disk that takes no more, until it is asked again: somebody may have made room."""
SLOW_S: Final = 1.0
"""A write that takes longer is told of."""

AT_ONCE: Final = 500
"""Lines in one write: those that a disk refuses are made again for each try."""

Line = Callable[[], bytes]
"""Makes a line, in the thread that writes it."""


class Writer:
    """Appends to the file `path`, which only its owner may read, until it is closed."""

    def __init__(self, path: Path, on_trouble: Callable[[NotKept], None]) -> None:
        """Raises `NotKept` where the file can't be made. Of what goes wrong later `on_trouble` is told, once."""
        self.trouble: NotKept | None = None
        self._path = path
        self._on_trouble = on_trouble
        try:
            self._file = private(str(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        except OSError as error:
            raise NotKept(path, error) from None
        self._refused = False
        """Whether the last write was."""
        self._torn = False
        """Whether half a line may stand at the end of the file."""
        self._lines = deque[Line]()
        """Those that are not written."""
        self._put = 0
        self._done = 0
        self._waiting: list[tuple[int, Future[bool]]] = []
        self._closing = False
        self._news = threading.Condition()
        # It logs as the call does that it writes for, and holds no process that wants to end.
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), name="journal", daemon=True)
        self._thread.start()

    def put(self, line: Line) -> bool:
        """Have a line written behind all that were put before; False where it is lost. Never waits."""
        with self._news:
            if self._closing or len(self._lines) >= MOST_WAITING:
                return False
            self._lines.append(line)
            self._put += 1
            self._news.notify()
        return True

    def written(self) -> "Future[bool]":
        """Done with True when all that was put by now is with the operating system, with False if it takes no more."""
        future: Future[bool] = Future()
        with self._news:
            if self._done == self._put or self._refused or self._closing:
                future.set_result(self._done == self._put)
            else:
                self._waiting.append((self._put, future))
        return future

    def close(self, within_s: float) -> None:
        """Write what is left, for `within_s` seconds at most, and close the file. A second time does nothing."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join(within_s)
        if self._thread.is_alive():
            self._tell(NotKept(self._path, TimeoutError("the disk is too slow")))

    def _run(self) -> None:
        is_last_try = False
        while lines := self._next():
            done = 0
            try:
                done = self._write(lines)
            finally:
                self._count(done)
            if not done:
                if is_last_try:
                    break
                is_last_try = self._rest()
        with contextlib.suppress(OSError):
            os.close(self._file)
        self._count(0)

    def _next(self) -> list[Line]:
        with self._news:
            self._news.wait_for(lambda: self._lines or self._closing)
            return [*islice(self._lines, AT_ONCE)]

    def _write(self, lines: list[Line]) -> int:
        """Write them all, or none; how many are done with, the ones among them that can't be made included."""
        data = bytearray(b"\n" if self._torn else b"")
        for line in lines:
            try:
                data += line()
            except Exception as error:  # noqa: BLE001  (a value that has no form: the line is missing, and no other)
                self._tell(NotKept(self._path, OSError(f"a line can't be made: {type(error).__name__}")))
        began = time.monotonic()
        try:
            self._append(data)
        except OSError as error:
            self._refused = True
            self._tell(NotKept(self._path, error))
            return 0
        self._refused = False
        if time.monotonic() - began > SLOW_S:
            self._tell(NotKept(self._path, TimeoutError("the disk is too slow")))
        return len(lines)

    def _append(self, data: bytearray) -> None:
        """Raises `OSError`; then nothing of it is in the file, or `_torn` says so."""
        at, end = 0, os.fstat(self._file).st_size
        try:
            while at < len(data):
                at += os.write(self._file, memoryview(data)[at:])
        except OSError:
            self._torn = at > 0
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, end)
                self._torn = False
            raise
        self._torn = False
        if os.fstat(self._file).st_nlink == 0:
            self._tell(NotKept(self._path, FileNotFoundError(2, "it was removed in mid-call")))

    def _rest(self) -> bool:
        """Wait before the next try; whether that is the last one."""
        with self._news:
            return self._news.wait_for(lambda: self._closing, AGAIN_S)

    def _count(self, done: int) -> None:
        with self._news:
            self._done += done
            for _ in range(done):
                self._lines.popleft()
            ready = [future for count, future in self._waiting if self._refused or count <= self._done]
            self._waiting = [(count, future) for count, future in self._waiting if future not in ready]
        for future in ready:
            if future.set_running_or_notify_cancel():
                future.set_result(not self._refused)

    def _tell(self, trouble: NotKept) -> None:
        if self.trouble is None:
            self.trouble = trouble
            self._on_trouble(trouble)
