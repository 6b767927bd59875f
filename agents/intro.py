"""Intro: learns who is calling, reads it back, and takes a correction."""

from segue.session.stage import StageAgent


class Intro(StageAgent):
    """Owns the facts about the caller: none counts as confirmed before the caller has answered the reading back."""

    def note(self) -> str | None:
        """What the caller has not had a chance to correct yet."""
        state = self.seat.call.state
        if not state.unconfirmed:
            return None
        facts = ", ".join(f"{name}: {state.facts[name].value}" for name in sorted(state.unconfirmed))
        return f"Just noted, and not yet confirmed by the caller: {facts}. Read it back and ask whether it is right."
