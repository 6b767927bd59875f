"""What is left of the calls that were played through the real plugins."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from segue.call.events import Entered, Event, Heard, Said
from segue.records import journal
from segue.records.folder import Folder
from tests.audio.playing import Over
from tests.audio.plugin_process import Told


@dataclass(frozen=True, slots=True)
class Played:
    """A call that is over."""

    folder: Folder
    told: Told

    @property
    def events(self) -> list[Event]:
        """Its journal."""
        return list(journal.read(self.folder.journal))

    def said(self) -> list[Said]:
        """What the agents said."""
        return [event for event in self.events if isinstance(event, Said)]

    def heard(self) -> list[Heard]:
        """What the caller said."""
        return [event for event in self.events if isinstance(event, Heard)]

    def path(self) -> list[str]:
        """The stages in the order they had the call."""
        return [event.stage for event in self.events if isinstance(event, Entered)]


def kept_calls(played: Iterable[Over]) -> dict[str, Played]:
    """The calls of some processes, each by its name."""
    over = [*played]
    for process in over:
        assert process.status == 0, process.complaints
    return {at.name: _kept(at) for process in over for at in process.folder.iterdir()}


def _kept(at: Path) -> Played:
    return Played(Folder(at / "call"), Told(**json.loads((at / "told.json").read_text(encoding="utf-8"))))
