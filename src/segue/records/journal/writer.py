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
BATCH: Final = 1000
"""Lines written at once: after an hour without room there are many, and making them takes time from the call."""

Line = Callable[[], bytes]
"""Makes a line, in the thread that writes it."""


class Writer:
    """Appends to the file `path`, which only its owner may read, until it is closed."""

    def __init__(self, path: Path, on_trouble: Callable[[NotKept], None]) -> None:
        """Raises `NotKept` where that can't be begun. Of what goes wrong later `on_trouble` is told, once."""
        self.trouble: NotKept | None = None
        self._path = path
        self._on_trouble = on_trouble
        try:
            self._file = private(str(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        except OSError as error:
            raise NotKept(path, error) from None
        self._torn = False
        """Whether half a line stands at the end of the file."""
        self._lines = deque[Line]()
        """Those that are not written."""
        self._put = 0
        self._done = 0
        self._lost = False
        """Whether the last line that was put is lost."""
        self._refused = False
        """Whether the disk took nothing when it was last asked, or has no name left for what it takes."""
        self._waiting: list[tuple[int, Future[bool]]] = []
        self._closing = False
        self._news = threading.Condition()
        # It logs as the call does that it writes for, and holds no process that wants to end.
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), name="journal", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:
            os.close(self._file)
            raise NotKept(path, OSError(str(error))) from None

    def put(self, line: Line) -> bool:
        """Have a line written behind all that were put before; False where it is lost. Never waits."""
        with self._news:
            full = len(self._lines) >= MOST_WAITING
            self._lost = lost = self._closing or full
            if not lost:
                self._lines.append(line)
                self._put += 1
                self._news.notify()
        if full:
            self._tell(TimeoutError("too much waits for the disk"))
        return not lost

    def written(self) -> "Future[bool]":
        """Done with True when all that waits by now is with the operating system.

        With False at once where the disk takes nothing or the last line is lost, and later where one can't be made.
        """
        future: Future[bool] = Future()
        with self._news:
            if self._lost or self._refused or self._done == self._put:
                future.set_result(not (self._lost or self._refused))
            else:
                self._waiting.append((self._put, future))
        return future

    def close(self, within_s: float) -> None:
        """Write what is left, for `within_s` seconds at most, and close the file. A second time does nothing."""
        with self._news:
            if self._closing:
                return
            self._closing = True
            self._news.notify()
        self._thread.join(within_s)
        if self._thread.is_alive():
            self._tell(TimeoutError("the disk is too slow"))

    def _run(self) -> None:
        while lines := self._next():
            data, whole = self._made(lines)
            if not self._append_at_last(data):
                break
            self._count(len(lines), whole=whole, refused=not self._is_there())
        with contextlib.suppress(OSError):
            os.close(self._file)

    def _next(self) -> list[Line]:
        with self._news:
            self._news.wait_for(lambda: self._lines or self._closing)
            return [*islice(self._lines, BATCH)]

    def _made(self, lines: list[Line]) -> tuple[bytes, bool]:
        """The lines that can be made, and whether these are all."""
        made = []
        for line in lines:
            try:
                made.append(line())
            except Exception as error:  # noqa: BLE001  (a value that has no form: the line is missing, and no other)
                self._tell(OSError(f"a line can't be made: {type(error).__name__}"))
        return b"".join(made), len(made) == len(lines)

    def _append_at_last(self, data: bytes) -> bool:
        """Append it as soon as the disk takes it; False where it takes it neither in time nor when that is over."""
        while True:
            last = self._closing
            if self._append(data):
                return True
            self._count(0, refused=True)
            if last:
                return False
            with self._news:
                self._news.wait_for(lambda: self._closing, AGAIN_S)

    def _append(self, data: bytes) -> bool:
        """Whether all of it is in the file. Otherwise nothing of it is, or `_torn` says so."""
        data, torn, at, began = b"\n" * self._torn + data, self._torn, 0, time.monotonic()
        end = None
        try:
            end = os.fstat(self._file).st_size
            while at < len(data):
                at += os.write(self._file, memoryview(data)[at:])
        except OSError as error:
            self._torn = torn or at > 0
            if at and end is not None:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, end)
                    self._torn = torn
            self._tell(error)
            return False
        self._torn = False
        if time.monotonic() - began > SLOW_S:
            self._tell(TimeoutError("the disk is too slow"))
        return True

    def _is_there(self) -> bool:
        """Whether the file still has a name by which it will be found."""
        with contextlib.suppress(OSError):
            if os.fstat(self._file).st_nlink:
                return True
            self._tell(FileNotFoundError(2, "it was removed in mid-call"))
        return False

    def _count(self, done: int, *, whole: bool = True, refused: bool = False) -> None:
        """Tell whoever waits for what is done, or that it can't be."""
        with self._news:
            self._refused = refused
            self._done += done
            for _ in range(done):
                self._lines.popleft()
            ready = [future for count, future in self._waiting if refused or count <= self._done]
            self._waiting = [] if refused else [(at, future) for at, future in self._waiting if at > self._done]
        for future in ready:
            if future.set_running_or_notify_cancel():  # from here on nobody can give it up in between
                future.set_result(whole and not refused)

    def _tell(self, error: OSError) -> None:
        with self._news:
            if self.trouble:
                return
            self.trouble = NotKept(self._path, error)
        with contextlib.suppress(Exception):  # whatever hears of it, the call has no part in it
            self._on_trouble(self.trouble)
