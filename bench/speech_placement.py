"""Where the speech models should live: python -m bench.speech_placement

Three places, each serving four calls that all hear a sentence and answer one at the same moment:
threads   in the worker's process, on its shared threads (LiveKit's thread executor: a call is a thread)
serial    one process answering one request at a time. It stands for livekit-agents' inference process, whose
          interface is private and whose per-method executor only `InferenceProcExecutor` can reach
process   a process of ours with as many threads as cores, reached over a pipe
"""

import multiprocessing
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Final

import numpy as np
import psutil  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray

from segue.models.local import weights
from segue.models.local.recogniser import SAMPLE_RATE
from segue.models.local.resampling import resampled
from segue.models.local.synthesiser import SAMPLE_RATE as SPOKEN_RATE
from segue.models.local.synthesiser import SPEAKERS

CALLS: Final = 4
ROUNDS: Final = 7
HEARD: Final = "I'm Mara and I'm from Lisbon."
ANSWER: Final = "Mara, from Lisbon. Did I hear that right?"
ROOT: Final = multiprocessing.get_context("spawn")

Serve = Callable[[NDArray[np.float32]], bytes]


def turn(clip: NDArray[np.float32]) -> bytes:
    """One call's work in one turn: hear, then speak."""
    loaded = weights.load()
    loaded.recogniser.transcribe(clip)
    return loaded.synthesiser.speak(ANSWER, SPEAKERS["warm"]).tobytes()


def serve(pipe: Connection, workers: int) -> None:
    weights.load()
    pipe.send(None)
    sending = threading.Lock()

    def answer(number: int, clip: NDArray[np.float32]) -> None:
        speech = turn(clip)
        with sending:
            pipe.send((number, speech))

    with ThreadPoolExecutor(workers) as threads:
        while (asked := pipe.recv()) is not None:
            threads.submit(answer, *asked)


class Speech:
    """The other end of `serve`."""

    def __init__(self, workers: int) -> None:
        began = time.perf_counter()
        self._pipe, theirs = ROOT.Pipe()
        self.process = ROOT.Process(target=serve, args=(theirs, workers), daemon=True)
        self.process.start()
        theirs.close()
        self._pipe.recv()
        self.started_s = time.perf_counter() - began
        self._answers: dict[int, Future[bytes]] = {}
        self._sending = threading.Lock()
        threading.Thread(target=self._receive, daemon=True).start()

    def __call__(self, clip: NDArray[np.float32]) -> bytes:
        with self._sending:
            number = len(self._answers)
            answer = self._answers[number] = Future()
            self._pipe.send((number, clip))
        return answer.result()

    def _receive(self) -> None:
        try:
            while True:
                number, speech = self._pipe.recv()
                self._answers[number].set_result(speech)
        except EOFError:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("the speech process is gone"))


def waits(ask: Serve, clip: NDArray[np.float32], calls: int) -> list[float]:
    def timed(_: int) -> float:
        began = time.perf_counter()
        ask(clip)
        return time.perf_counter() - began

    with ThreadPoolExecutor(calls) as asking:
        return [wait for _ in range(ROUNDS) for wait in asking.map(timed, range(calls))]


def resident_mb(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def in_threads(clip: NDArray[np.float32]) -> bytes:
    return weights.threads().submit(turn, clip).result()


def report(name: str, ask: Serve, clip: NDArray[np.float32], note: str) -> None:
    one, four = waits(ask, clip, 1), waits(ask, clip, CALLS)
    print(
        f"| {name} | {statistics.median(one) * 1000:.0f} | {statistics.median(four) * 1000:.0f} "
        f"| {max(four) * 1000:.0f} | {note} |",
        flush=True,
    )


def main() -> None:
    empty_mb, began = resident_mb(os.getpid()), time.perf_counter()
    loaded = weights.load()
    loaded_s = time.perf_counter() - began
    spoken = loaded.synthesiser.speak(HEARD, SPEAKERS["caller"])
    clip = resampled(spoken, SPOKEN_RATE, SAMPLE_RATE).astype(np.float32) / np.float32(32768)
    print("| place | one call, ms | four at once, ms | slowest | memory and restart |")
    waits(in_threads, clip, CALLS)
    grown_mb = resident_mb(os.getpid()) - empty_mb
    report("threads", in_threads, clip, f"{grown_mb:.0f} MB more in the worker; {loaded_s:.1f} s to load")
    for name, workers in (("serial", 1), ("process", os.cpu_count() or 1)):
        speech = Speech(workers)
        pid = speech.process.pid or sys.exit(f"{name}: the speech process did not start")
        waits(speech, clip, CALLS)
        note = f"{resident_mb(pid):.0f} MB in a process of its own; {speech.started_s:.1f} s to start again"
        report(name, speech, clip, note)
        speech.process.kill()


if __name__ == "__main__":
    main()
