"""A call as a test's failure shows it: what was said, what came of it, and each tool where it was called."""

from collections import deque
from collections.abc import Iterator, Sequence

from segue.call.events import Event, HandedOn, Heard, Said, Started
from segue.player.tool_uses import ToolUse
from segue.records.transcript import line, plain

LONGEST = 160
"""Letters of one tool's arguments and answer."""


def retold(events: Sequence[Event], tools: Sequence[ToolUse]) -> str:
    """The whole call, a line for each thing worth reading."""
    return "\n".join(_lines(events, tools))


def _lines(events: Sequence[Event], tools: Sequence[ToolUse]) -> Iterator[str]:
    made = {event.edge for event in events if isinstance(event, HandedOn)}  # which have a line of their own
    left, words = deque(use for use in tools if use.failed or use.name not in made), 0
    for event in events:
        while left and left[0].words_before <= words:
            yield _called(left.popleft())
        words += isinstance(event, Heard | Said)
        if not isinstance(event, Started) and (text := line(event)):
            yield text
    yield from map(_called, left)


def _called(use: ToolUse) -> str:
    text = plain(str(use))
    return f"  {use.stage} calls {text if len(text) <= LONGEST else f'{text[:LONGEST]}…'}"
