"""The caller's process: the agents' frames on standard input, the caller's on standard output, in step."""

import argparse
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import numpy as np

from segue.caller.calling import Calling, Prepared
from segue.caller.script import Line, Script, Wav, load, words
from segue.caller.voice import SPEAKERS, CallerVoice
from segue.caller.wav import played
from segue.profile.yaml.source import Unreadable
from segue.transports.frames import FRAME_BYTES, READY, own_stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Call; 0 when either side has hung up, 2 (with a line for each mistake) when the file can't be used."""
    asked = _arguments(arguments)
    # Ctrl-C reaches every process of the terminal; the caller ends when the agents' side closes the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line_out = own_stdout()
    try:
        script = load(asked.file, voices=SPEAKERS)
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)
        return 2
    with line_out, _preparing(script, asked.seed, muted=asked.muted) as prepared_line:
        calling = Calling(script.lines, prepared_line, script.patience_s)
        prepared_line(0)
        line_out.write(READY)
        ended_by = _call(calling, sys.stdin.buffer, line_out)
    if asked.log:
        log = {"seed": asked.seed, "ended_by": ended_by, "lines": [asdict(said) for said in calling.said]}
        try:
            with open(asked.log, "w", encoding="utf-8", opener=_private) as file:
                file.write(json.dumps(log, indent=1, ensure_ascii=False) + "\n")
        except OSError as error:
            print(f"{asked.log}: can't be written ({error.strerror})", file=sys.stderr)
    return 0


@contextlib.contextmanager
def _preparing(script: Script, seed: int, *, muted: bool) -> Iterator[Callable[[int], Prepared]]:
    """Each line by its number, made while those before it are said: the call need not wait for the last of them."""
    voice = CallerVoice(script.voice)
    with ThreadPoolExecutor(1) as making:
        lines = [
            making.submit(_prepared, voice, line, words(line, index, seed), muted=muted)
            for index, line in enumerate(script.lines)
        ]
        try:
            yield lambda index: lines[index].result()
        finally:
            making.shutdown(cancel_futures=True)


def prepared(script: Script, seed: int) -> list[Prepared]:
    """Every line, ready to be said."""
    voice = CallerVoice(script.voice)
    return [_prepared(voice, line, words(line, index, seed)) for index, line in enumerate(script.lines)]


def _prepared(voice: CallerVoice, line: Line, said: str, *, muted: bool = False) -> Prepared:
    """A line with its sound; `muted`, only the length of it."""
    if isinstance(line, Wav):
        sound = played(line.wav)
    elif said:
        sound = voice.spoken(said)
    else:
        return Prepared(line)
    return Prepared(line, said, np.zeros_like(sound) if muted else sound)


def _call(calling: Calling, line_in: BinaryIO, line_out: BinaryIO) -> str:
    """Who hung up."""
    while len(agents := line_in.read(FRAME_BYTES)) == FRAME_BYTES:
        if (caller := calling.frame(agents)) is None:
            return "caller"
        try:
            line_out.write(caller)
        except BrokenPipeError:
            break
    return "agents"


def _private(path: str, flags: int) -> int:
    """An opener: what was said in a call is for its owner alone."""
    return os.open(path, flags, 0o600)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m segue.caller", description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="the caller's lines (YAML)")
    parser.add_argument("--seed", type=int, default=0, help="picks among wordings")
    parser.add_argument("--log", type=Path, help="where to write what was said when (JSON)")
    parser.add_argument("--muted", action="store_true", help="take every turn, without a sound")
    return parser.parse_args(arguments)
