"""How long a model is to be waited for, and when one that has nobody behind it is asked once more."""

from typing import Any, Final, Protocol, runtime_checkable

from livekit.agents import llm, stt, tts

from segue.models.failover.switch import Deadlines, Reason

AGAIN_AFTER_S: Final = 0.1
"""What refuses often does so for a moment only; one who waits for an answer does not hear this."""


@runtime_checkable
class SlowLLM(Protocol):
    """An LLM that says how long it may take."""

    @property
    def first_token_s(self) -> float:
        """Until text or a tool call."""
        ...

    @property
    def between_tokens_s(self) -> float:
        """Silence within an answer."""
        ...


@runtime_checkable
class SlowSTT(Protocol):
    """An STT that says how long it may take."""

    @property
    def no_transcript_s(self) -> float:
        """From the end of the caller's speech until words of it."""
        ...


@runtime_checkable
class SlowTTS(Protocol):
    """A TTS that says how long it may take."""

    @property
    def sound_s(self) -> float:
        """Until its first sound, and between two of them."""
        ...


def first_token_s(model: llm.LLM[Any], deadlines: Deadlines, *, is_last: bool) -> float:
    """How long its first token may take; the last in line has longer."""
    usual_s = deadlines.last_s if is_last else deadlines.first_token_s
    return max(usual_s, model.first_token_s) if isinstance(model, SlowLLM) else usual_s


def between_tokens_s(model: llm.LLM[Any], deadlines: Deadlines) -> float:
    """How long it may be silent within an answer."""
    usual_s = deadlines.between_tokens_s
    return max(usual_s, model.between_tokens_s) if isinstance(model, SlowLLM) else usual_s


def no_transcript_s(model: stt.STT[Any], deadlines: Deadlines, *, once_more: bool) -> float:
    """How long its words may take; asked once more for the same it has longer."""
    usual_s = deadlines.last_s if once_more else deadlines.no_transcript_s
    model = model.wrapped_stt if isinstance(model, stt.StreamAdapter) else model
    return max(usual_s, model.no_transcript_s) if isinstance(model, SlowSTT) else usual_s


def sound_s(model: tts.TTS[Any], usual_s: float) -> float:
    """How long its sound may take."""
    return max(usual_s, model.sound_s) if isinstance(model, SlowTTS) else usual_s


def worth_another_try(reason: Reason | None, error: Exception | None) -> bool:
    """Whether a model that is alone and `failed` may do better at once: not where it said that it won't."""
    return reason is Reason.FAILED and getattr(error, "retryable", True)
