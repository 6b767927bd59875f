"""Who recognises one caller, and how a stream is opened in the middle of what is being said."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from livekit.agents import APIConnectOptions, NotGivenOr, stt
from livekit.agents.vad import VAD

from segue.models.failover.switch import Deadlines, Switch
from segue.models.failover.unheard import Unheard


@dataclass(frozen=True, slots=True)
class Recognizers:
    """Who listens, how long they are waited for, and who tells that there was something to hear."""

    line: Sequence[stt.STT[Any]]
    """The primary and, where there is one, the backup."""
    deadlines: Deadlines
    switch: Switch
    vad: VAD
    served_by: Callable[[stt.STT[Any]], None]
    """Told whose words they are."""
    deaf: Callable[[Exception], None]
    """Told at every try by which nobody hears the caller."""


def opened(
    recognizer: stt.STT[Any],
    language: NotGivenOr[str],
    conn_options: APIConnectOptions,
    unheard: Unheard,
    began_s: float,
) -> stt.RecognizeStream:
    """A stream of `recognizer` that has been played all that is `unheard`, and tells times from `began_s` on."""
    stream = recognizer.stream(language=language, conn_options=dataclasses.replace(conn_options, max_retry=0))
    stream.start_time_offset = began_s + unheard.begins_s
    for frame in unheard:
        stream.push_frame(frame)
    if unheard.over:
        stream.end_input()
    elif unheard.owed and recognizer.capabilities.manual_flush:
        stream.flush()
    return stream
