"""What a test makes go wrong with the Deepgram double's streams."""

from dataclasses import dataclass


@dataclass(slots=True)
class StreamFaults:
    """What goes wrong on every stream from now on; may be changed while streams are open."""

    refuse: int | None = None
    """The HTTP status of every handshake."""
    deaf: bool = False
    """Half open: takes sound in and answers nothing, not even on closing."""
    late_s: float = 0.0
    """Seconds by which finals (Flux: ends of turn) come late, and all that is behind them in the stream."""
    garbage: str | None = None
    """What is understood instead of what was said."""
    close_after_s: float | None = None
    """Seconds of sound after which the stream is closed with 1011."""
    lose_after_s: float | None = None
    """The same without a closing handshake."""
