"""What the models of a call have read and written, as the library counts it, told to the call whenever it is more."""

from livekit.agents import AgentSession, SessionUsageUpdatedEvent

from segue.call.call import Call
from segue.call.events import Used


def count_tokens(session: AgentSession[Call], call: Call) -> None:
    """Record `Used` for as long as `session` lasts. A model that tells of no tokens uses none."""

    def updated(event: SessionUsageUpdatedEvent) -> None:
        # Realtime models are among them; an STT or TTS that counts tokens is not.
        models = [each for each in event.usage.model_usage if each.type == "llm_usage"]
        used = sum(model.input_tokens + model.output_tokens for model in models)
        if used != call.state.tokens:
            call.record(Used(at_s=call.now(), tokens=used))

    session.on("session_usage_updated", updated)
