"""Story: tells something long that can be interrupted, continued or ended."""

from collections.abc import Collection

from livekit.agents import ChatContext

from segue.session.stage_agent import StageAgent

LAST_WORDS = 12
"""How much of a cut sentence a model needs to find its place again."""


class Story(StageAgent):
    """Owns the thread of a narration: it knows at which word the caller broke in."""

    def note(self, chat_ctx: ChatContext) -> str | None:
        """Where the narration was cut, if the caller's last words cut it; of no interest to a goodbye."""
        cut = cut_at(chat_ctx, self.before)
        if cut is None or self.context.call.state.ending:
            return None
        return (
            f"The caller broke in after the words “{cut}”. Unless they have already said which, ask whether to go on "
            "or to end. When they say go on, continue from that sentence and do not begin again."
        )


def cut_at(chat_ctx: ChatContext, before: Collection[str] = ()) -> str | None:
    """The last words the caller heard of the speech they interrupted; None if the last speech was whole.

    What an agent `before` this one was saying is no story, so it counts for nothing that it was cut.
    """
    here = [item for item in chat_ctx.items if item.id not in before]
    spoken = [item for item in here if item.type == "message" and item.role == "assistant"]
    if not spoken or not spoken[-1].interrupted:
        return None
    return " ".join((spoken[-1].text_content or "").split()[-LAST_WORDS:])
