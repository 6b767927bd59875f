"""The caller's process: the agents' frames on standard input, the caller's on standard output, in step."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
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
        lines = prepared(script, asked.seed, muted=asked.muted)
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)
        return 2
    calling = Calling(lines, script.patience_s)
    with line_out:
        line_out.write(READY)
        ended_by = _call(calling, sys.stdin.buffer, line_out)
    if asked.log:
        log = {"seed": asked.seed, "ended_by": ended_by, "lines": [asdict(said) for said in calling.said]}
        try:
            asked.log.write_text(json.dumps(log, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            print(f"{asked.log}: can't be written ({error.strerror})", file=sys.stderr)
    return 0


def prepared(script: Script, seed: int, *, muted: bool = False) -> list[Prepared]:
    """Every line's sound, made before the call so that none is waited for in it; `muted`, only its length."""
    voice = CallerVoice(script.voice)

    def ready(index: int, line: Line) -> Prepared:
        said = words(line, index, seed)
        if isinstance(line, Wav):
            sound = played(line.wav)
        elif said:
            sound = voice.spoken(said)
        else:
            return Prepared(line)
        return Prepared(line, said, np.zeros_like(sound) if muted else sound)

    return [ready(index, line) for index, line in enumerate(script.lines)]


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


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m segue.caller", description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="the caller's lines (YAML)")
    parser.add_argument("--seed", type=int, default=0, help="picks among wordings")
    parser.add_argument("--log", type=Path, help="where to write what was said when (JSON)")
    parser.add_argument("--muted", action="store_true", help="take every turn, without a sound")
    return parser.parse_args(arguments)
