"""What was heard and said as the call's events, with where the time went."""

from livekit.agents.llm import ChatMessage, MetricsReport

from segue.call.events import Heard, Said


def heard(text: str, took: MetricsReport, at_s: float, *, more: bool) -> Heard:
    """The caller's words; with `more`, the STT has told of words that are still to come."""
    return Heard(
        at_s=at_s,
        text=text,
        recognition_s=took.get("transcription_delay"),
        end_of_turn_s=took.get("end_of_turn_delay"),
        more=more or None,
    )


def said(item: ChatMessage, took: MetricsReport, at_s: float, *, stage: str, unheard: str) -> Said:
    """An agent's words, as far as the caller heard them, and those that were cut off behind."""
    began, ended = took.get("started_speaking_at"), took.get("stopped_speaking_at")
    return Said(
        at_s=at_s,
        stage=stage,
        text=item.text_content or "",
        interrupted=item.interrupted,
        unheard=unheard,
        answer_s=took.get("e2e_latency"),
        first_token_s=took.get("llm_node_ttft"),
        first_byte_s=took.get("tts_node_ttfb"),
        playout_s=ended - began if began and ended else None,
    )
