"""A call that was played to its end, and what only its player could tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from segue.call.call import Call
from segue.player.tool_uses import ToolUse


@dataclass(frozen=True, slots=True)
class Finished:
    """What is left of it beside its record."""

    call: Call
    goodbye_whole: bool
    """Whether the agents' last words were played to their end."""
    underruns: int
    """Frames of the agents' sound that came too late; none where it was typed."""
    tools: tuple[ToolUse, ...]
    """Every tool that was called, in order."""
    said: Sequence[str | None]
    """The caller's lines, as far as they were said; None for a recording without a text."""
    died: str = ""
    """How the caller's process ended, where it didn't hang up; a call that was typed has none."""
