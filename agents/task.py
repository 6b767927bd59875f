"""Task: settles something in a system of record."""

from livekit.agents import ChatContext

from segue.session.stage_agent import StageAgent


class Task(StageAgent):
    """Owns the stage's desk: what it says about the matter is what its books say, not what the model recalls."""

    def note(self, chat_ctx: ChatContext) -> str | None:
        """What stands in the books."""
        settled = self.context.call.state.settled.get(self.context.stage)
        return f"In the books now: {settled.summary}" if settled else None
