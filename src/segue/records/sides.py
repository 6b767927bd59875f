"""Both sides of a recording, whatever kind of file it is: how loud each is, ten milliseconds at a time."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import numpy as np

from segue.records.timing import WINDOW_S, Answers, Levels, heard, levels, measured

SILENT_DB = -120.0
"""The level of a window without any sound."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Levels in dB of full scale, one for each `WINDOW_S` from the call's start on; as many of the one as the other."""

    caller: Levels
    agents: Levels

    @property
    def background_db(self) -> float:
        """What the caller's side is no louder than in half the time that the agents sound: noise, or their echo."""
        sounding = np.zeros(self.agents.size, np.bool_)
        for span in heard(self.agents):
            sounding[round(span.start_s / WINDOW_S) : round(span.end_s / WINDOW_S)] = True
        return float(np.median(self.caller[sounding])) if sounding.any() else SILENT_DB

    def answers(self) -> Answers:
        """Who spoke when, and how long each waited for the other."""
        return measured(heard(self.caller), heard(self.agents), self.agents.size * WINDOW_S)


def listen(path: Path, began_s: float = 0.0) -> Sides:
    """Both sides of a stereo WAV or Ogg file, the caller left, which begins `began_s` after the call.

    It is decoded a second at a time, lest a long call take much memory. Raises `ValueError` unless it is stereo, and
    `av.FFmpegError` where it can't be decoded.
    """
    caller = [np.full(max(0, round(began_s / WINDOW_S)), SILENT_DB)]
    agents = [caller[0]]
    with av.open(path) as file:
        stream = file.streams.audio[0]
        if stream.layout.nb_channels != 2:
            raise ValueError(f"{path}: not a stereo recording")
        seconds = av.AudioResampler("s16p", "stereo", stream.rate, frame_size=stream.rate)
        for decoded in chain(file.decode(stream), [None]):
            for second in seconds.resample(decoded):
                left, right = second.to_ndarray()
                caller.append(levels(left, stream.rate))
                agents.append(levels(right, stream.rate))
    return Sides(np.concatenate(caller), np.concatenate(agents))
