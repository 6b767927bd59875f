"""A kept call in one row: when it was, how it ended, and how long its caller waited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from segue.call.events import Said
from segue.records.figures import figures
from segue.records.folder import Folder
from segue.records.journal import Kept
from segue.records.silences import silences


@dataclass(frozen=True, slots=True)
class CallRow:
    """What a list of calls has of one."""

    call: str
    began: datetime
    profile: str | None
    outcome: str | None
    """None while the call goes on, or where its process was killed."""
    path: tuple[str, ...]
    turns: int
    answer_s: float | None
    """The median, from the sound where there is a recording, else as the session measured it."""
    longest_silence_s: float | None
    wrong: int
    """What is wrong with its journal."""


def row_of(kept: Kept) -> CallRow:
    """The row of a call."""
    folder = Folder(kept.path.parent)
    numbers = {**figures(kept.happened, None), **known_figures(folder)}
    measured = [each.answer_s for each in kept.happened if isinstance(each, Said) and each.answer_s is not None]
    gaps = [each.for_s for each in silences(kept.happened)]
    return CallRow(
        call=folder.path.name,
        began=began(kept),
        profile=kept.header.profile if kept.header else None,
        outcome=numbers["outcome"],
        path=tuple(numbers["path"]),
        turns=numbers["turns"],
        answer_s=numbers.get("answer_median_s") or (round(median(measured), 2) if measured else None),
        longest_silence_s=numbers.get("longest_silence_s") or (round(max(gaps), 2) if gaps else None),
        wrong=len(kept.wrong),
    )


def began(kept: Kept) -> datetime:
    """When the call began, with its zone; of a journal that does not say, when it was last written to."""
    return kept.header.began if kept.header else datetime.fromtimestamp(kept.path.stat().st_mtime, UTC)


def known_figures(folder: Folder) -> Mapping[str, Any]:
    """The figures that were taken when the call was over; none of one that was not kept to its end."""
    try:
        found = json.loads(folder.figures.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
