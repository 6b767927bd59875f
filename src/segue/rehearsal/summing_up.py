"""How the understudy sums a conversation up for the next agent: in the caller's own last words."""

from typing import Final

from livekit.agents import ChatContext

from segue.facts.conversation import CALLER, SUM_UP, read_back

LAST_WORDS: Final = 40


def summed_up(context: ChatContext) -> str | None:
    """What it writes where a summary is asked for; None where it is asked for anything else."""
    messages = context.messages()
    if not messages or messages[0].text_content != SUM_UP:
        return None
    said = [words for message in messages[1:] for who, words in read_back(message.text_content or "") if who == CALLER]
    last = " ".join(said).split()[-LAST_WORDS:]
    return f"The caller said: {' '.join(last)}" if last else "The caller has said nothing yet."
