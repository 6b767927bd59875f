"""What a failure is called in a call's record: which part it was, and why, in words that are nobody's but ours."""

from collections.abc import Iterator

from livekit.agents import APIStatusError, APITimeoutError, llm, stt, tts

PARTS: dict[type, str] = {llm.LLM: "llm", llm.RealtimeModel: "realtime", stt.STT: "stt", tts.TTS: "tts"}


def part(source: object) -> str:
    """The part that failed; of what is no model, its class."""
    return next((name for kind, name in PARTS.items() if isinstance(source, kind)), type(source).__name__)


def reason(error: object) -> str:
    """The HTTP status a server refused with, that it gave no answer, or the name of the error it all began with.

    Never an error's text: providers put into it what they were asked.
    """
    causes = [*_causes(error)]
    for cause in causes:
        if isinstance(cause, APIStatusError) and cause.status_code > 0:
            return f"HTTP {cause.status_code}"
    if any(isinstance(cause, APITimeoutError | TimeoutError) for cause in causes):
        return "no answer in time"
    first = type(causes[-1] if causes else error).__name__
    return "no connection" if "Connect" in first else first


def _causes(error: object) -> Iterator[BaseException]:
    """An error and what it was raised from, down to the first; a chain may bite its tail."""
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__
