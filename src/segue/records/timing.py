"""A call's figures, taken from its sound alone: who spoke when, and how long each waited for the other."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]
Levels = NDArray[np.float64]

WINDOW_S = 0.01
"""The resolution of every figure here."""
THRESHOLD_DB = -50.0
"""A window whose RMS is above this, of full scale, has a sound in it. The local voices are below it for
80 ms at most within a sentence, and always between two; so is the noise of a quiet telephone line."""
CLOSED_S = 0.1
"""Silence within a word: before a plosive the local voices are quiet for 80 ms at most. Part of the sound."""
BREATH_S = 0.5
"""Silence within a speech: between sentences the local voices leave 0.13 to 0.25 s."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the call, in seconds from its start."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Answer:
    """The agents' reply to something the caller said."""

    asked_s: float
    """The caller's last sound."""
    answered_s: float
    """The agents' first sound after it."""

    @property
    def wait_s(self) -> float:
        return self.answered_s - self.asked_s


@dataclass(frozen=True, slots=True)
class BargeIn:
    """The caller speaking into the agents' speech."""

    began_s: float
    """The caller's first sound."""
    stopped_s: float
    """The agents' last sound, of what they were saying or began while the caller spoke."""

    @property
    def talked_on_s(self) -> float:
        return self.stopped_s - self.began_s


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of the call."""

    last_speech: Span
    """The agents' last speech, as far as it is in the recording."""
    after_s: float
    """Silence from there to the end of the recording; 0 when the recording ends in mid-sound."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a call's sound tells."""

    answers: tuple[Answer, ...]
    barge_ins: tuple[BargeIn, ...]
    double_talk_s: float
    """Both heard at once, in all."""
    longest_silence_s: float
    """Nobody heard, from the call's start to its last sound."""
    tail: Tail | None
    """None when the agents were never heard."""


def read(path: Path) -> tuple[Sound, Sound, int]:
    """A stereo recording's caller, agents and sample rate. Raises `ValueError` if it isn't 16-bit stereo."""
    with wave.open(str(path), "rb") as wav:
        if (wav.getnchannels(), wav.getsampwidth()) != (2, 2):
            raise ValueError(f"{path}: not a 16-bit stereo recording")
        both = np.frombuffer(wav.readframes(wav.getnframes()), np.int16).reshape(-1, 2)
        return both[:, 0], both[:, 1], wav.getframerate()


def answers(caller: Sound, agents: Sound, rate: int) -> Answers:
    """The figures of a call. Both sides are int16 mono of one length at `rate` Hertz."""
    return measured(sounds(caller, rate), sounds(agents, rate), agents.size / rate)


def measured(asks: tuple[Span, ...], tells: tuple[Span, ...], length_s: float) -> Answers:
    """The figures of a recording of `length_s` in which the caller sounds at `asks` and the agents at `tells`."""
    return Answers(
        answers=_answers(speeches(asks), speeches(tells)),
        barge_ins=_barge_ins(speeches(asks), speeches(tells)),
        double_talk_s=sum(_shared(ask, tell) for ask in asks for tell in tells),
        longest_silence_s=_longest_silence(asks + tells),
        tail=_tail(speeches(tells), length_s),
    )


def sounds(side: Sound, rate: int) -> tuple[Span, ...]:
    """Where one side is heard, to `WINDOW_S`; silences up to `CLOSED_S` belong to the sound around them."""
    return heard(levels(side, rate))


def levels(side: Sound, rate: int) -> Levels:
    """The RMS of each `WINDOW_S`, in dB of full scale; -120 of what is silent."""
    window = round(WINDOW_S * rate)
    # The last window may be short; zeros make it no louder.
    windows = np.pad(side, (0, -side.size % window)).reshape(-1, window) / 32768.0
    power: Levels = np.mean(windows * windows, axis=1)
    return 10 * np.log10(power + 1e-12)


def heard(loudness: Levels) -> tuple[Span, ...]:
    """Where a side of these levels is heard, as `sounds` tells it."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loudness > THRESHOLD_DB, [False])).astype(np.int8)))
    spans = [Span(float(start) * WINDOW_S, float(end) * WINDOW_S) for start, end in edges.reshape(-1, 2)]
    return _joined(spans, CLOSED_S)


def speeches(heard: tuple[Span, ...]) -> tuple[Span, ...]:
    """One side's sounds as speeches: silences up to `BREATH_S` are drawing breath."""
    return _joined(heard, BREATH_S)


def _joined(spans: list[Span] | tuple[Span, ...], gap_s: float) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start_s - joined[-1].end_s <= gap_s + WINDOW_S / 10:
            joined[-1] = Span(joined[-1].start_s, span.end_s)
        else:
            joined.append(span)
    return tuple(joined)


def _answers(asks: tuple[Span, ...], tells: tuple[Span, ...]) -> tuple[Answer, ...]:
    """Each first speech of the agents after the caller's last: neither side has spoken in between."""
    found = []
    for tell in tells:
        asked = max((ask.end_s for ask in asks if ask.end_s <= tell.start_s), default=None)
        if asked is None or any(asked <= other.start_s < tell.start_s for other in tells):
            continue
        if not any(ask.start_s <= tell.start_s < ask.end_s for ask in asks):
            found.append(Answer(asked, tell.start_s))
    return tuple(found)


def _barge_ins(asks: tuple[Span, ...], tells: tuple[Span, ...]) -> tuple[BargeIn, ...]:
    def talked_on_until(ask: Span) -> float:
        return max(tell.end_s for tell in tells if tell.start_s < ask.end_s)

    return tuple(
        BargeIn(ask.start_s, talked_on_until(ask))
        for ask in asks
        if any(tell.start_s < ask.start_s < tell.end_s for tell in tells)
    )


def _shared(one: Span, other: Span) -> float:
    return max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))


def _longest_silence(heard: tuple[Span, ...]) -> float:
    in_order = sorted(heard, key=lambda span: span.start_s)
    ends = np.maximum.accumulate([0.0, *(span.end_s for span in in_order)])
    return max((span.start_s - float(end) for span, end in zip(in_order, ends, strict=False)), default=0.0)


def _tail(tells: tuple[Span, ...], length_s: float) -> Tail | None:
    return Tail(tells[-1], max(0.0, length_s - tells[-1].end_s)) if tells else None
