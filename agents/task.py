"""Task: settles something in a system of record."""

from livekit.agents import ChatContext

from segue.session.stage import StageAgent


class Task(StageAgent):
    """Owns the stage's desk: what it says about the matter is what its books say, not what the model recalls."""

    def note(self, context: ChatContext) -> str | None:
        """What stands in the books."""
        settled = self.seat.call.state.settled.get(self.seat.stage)
        return f"In the books now: {settled}" if settled else None
