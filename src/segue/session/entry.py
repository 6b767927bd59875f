"""What an agent is given that takes a call which others have had."""

from collections.abc import Sequence
from dataclasses import dataclass

from livekit.agents import ChatContext
from livekit.agents.llm import ChatMessage

from segue.session.digest import Late, late_of
from segue.session.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Entry:
    """The hand-off that leads to an agent, and what crosses with it."""

    hand_off: int
    told: Ledger
    late: Sequence[Late] = ()
    """What tools answered that the hand-off did not wait for."""
    resumes: bool = False
    """Whether the hand-off has failed, and this agent has the call in the place of the one that was to have it."""

    def since(self, history: ChatContext) -> list[ChatMessage]:
        """What was said, heard and answered since the ledger was made."""
        known = {*self.told.crossed, *self.told.withheld}
        said = [item for item in history.messages() if item.role != "system" and item.text_content]
        answered = [ChatMessage(role="system", content=[late_of(self.late)])] if self.late else []
        return [*answered, *(item for item in said if item.id not in known)]

    def unanswered(self, history: ChatContext) -> bool:
        """Whether the caller has had the last word."""
        said = [item for item in history.messages() if item.role in ("user", "assistant") and item.text_content]
        return bool(said) and said[-1].role == "user"
