"""Intro: learns who is calling, reads it back, and takes a correction."""

from livekit.agents import ChatContext

from segue.session.stage_agent import StageAgent


class Intro(StageAgent):
    """Owns the facts about the caller: none counts as confirmed before the caller has answered the reading back."""

    def note(self, chat_ctx: ChatContext) -> str | None:
        """What the caller has not had a chance to correct yet."""
        state = self.context.call.state
        if not state.unconfirmed or answered(chat_ctx):
            return None
        facts = ", ".join(f"{name}: {state.facts[name].value}" for name in sorted(state.unconfirmed))
        return f"Just noted, and not yet confirmed by the caller: {facts}. Read it back and ask whether it is right."


def answered(chat_ctx: ChatContext) -> bool:
    """Whether the caller spoke last. A model is asked before their words are on record, so the call can't tell."""
    said = [item for item in chat_ctx.items if item.type in ("message", "function_call_output")]
    return bool(said) and said[-1].type == "message" and said[-1].role == "user"
