"""What the caller says at each phase, and when the trouble begins."""

from segue.call.events import Ending, Event, FellSilent, HandOffRequested, TimeUp, ToolFinished, ToolStarted
from tests.sweeps.silence.answers import BACK, LEAVES, LOOKS, STORY
from tests.sweeps.silence.cells import At, Cell, Part


def script(cell: Cell, asks: str) -> list[str | None]:
    """What they ask, one after the other; None where they wait to be spoken to."""
    deaf = [asks] if cell.part is Part.STT else []
    line = cell.part is Part.FIXED_LINE
    match cell.at:
        case At.GREETING:
            return [asks]
        case At.TURN:
            return [None] if line else [asks]
        case At.TOOL:
            return [LOOKS, *deaf]
        case At.HAND_OFF:
            return [STORY, BACK] if line else [STORY, *deaf]
        case At.ENDING:
            return [None] if line else [LEAVES]


def begins_with(cell: Cell, event: Event) -> bool:
    """Whether the trouble begins with this event; in the other cells it begins with the caller's words."""
    line, tool, deaf = (cell.part is part for part in (Part.FIXED_LINE, Part.TOOL, Part.STT))
    match cell.at:
        case At.GREETING:
            return True
        case At.TURN:
            return line and isinstance(event, FellSilent)
        case At.TOOL:
            return not tool and isinstance(event, ToolStarted if deaf else ToolFinished)
        case At.HAND_OFF:
            return not (line or tool) and isinstance(event, HandOffRequested)
        case At.ENDING:
            return isinstance(event, TimeUp) if line else not (tool or deaf) and isinstance(event, Ending)


def begins_with_words(cell: Cell, text: str) -> bool:
    """Whether it begins as the caller says this."""
    line, tool, deaf = (cell.part is part for part in (Part.FIXED_LINE, Part.TOOL, Part.STT))
    match cell.at:
        case At.TURN:
            return not line
        case At.TOOL:
            return tool
        case At.HAND_OFF:
            return tool or (line and text == BACK)
        case At.ENDING:
            return tool or deaf
        case At.GREETING:
            return False
