"""A call told again from its journal: what was said, learnt, done, refused and handed on, each at its second."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from segue.call.events import (
    Declined,
    Event,
    HandedOn,
    Heard,
    Learnt,
    Said,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
    ToolUnwritten,
)
from segue.records import transcript
from segue.records.journal import JournalEntry, Kept


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the account."""

    at_s: float
    text: str
    is_speech: bool = False


@dataclass(slots=True)
class _Telling:
    facts: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    """All that was said, in order."""

    def of(self, entry: JournalEntry) -> Iterator[str]:
        """The lines that an event is worth."""
        event = entry.event
        if not entry.happened:
            if why := entry.permission.get("told"):
                yield f"  refused: {_asked(event)}; the model was told: {why}"
            return
        match event:
            case ToolStarted(tool=tool, arguments=given):
                yield f"  {tool}({', '.join(f'{name}: {value}' for name, value in given.items())})"
            case ToolUnwritten(tool=tool):
                yield f"  {tool} began before that was kept: the disk took too long"
            case ToolFinished(tool=tool, result=result, lacks=lacks, stale=stale):
                late = " (too late: it changed nothing)" if stale else ""
                yield f"  {tool} {f'lacked: {lacks}' if lacks else f'→ {result}' if result else 'is done'}{late}"
            case ToolFailed(tool=tool, what=what):
                yield f"  {tool} failed: {what}"
            case ToolAbandoned(tool=tool, why=why):
                yield f"  {tool} was given up: {why}"
            case Learnt(name=name, value=value) if self.facts.get(name, value) != value:
                yield f"  corrected {name}: {self.facts[name]} → {value}"
            case HandedOn():
                yield from self._handed_on(event)
            case _:
                if line := transcript.line(event):
                    yield line
        self._remember(event)

    def _handed_on(self, event: HandedOn) -> Iterator[str]:
        said = len(event.crossed) + len(event.withheld)
        what = f"{len(event.crossed)} of {said} things said crossed word for word"
        yield f"  hand-off {event.origin} → {event.target} ({event.edge}): {what}"
        if event.crossed and event.withheld:
            yield f"    from “{self.words[event.crossed[0] - 1]}”"
        for name, text in (("summary", event.summary), ("told of the past", event.digest)):
            if text:
                yield f"    {name}: {text}"

    def _remember(self, event: Event) -> None:
        match event:
            case Heard(text=text) | Said(text=text):
                self.words.append(text)
            case Learnt(name=name, value=value):
                self.facts[name] = value
            case Declined(name=name):
                self.facts.pop(name, None)


def account(kept: Kept) -> Sequence[Told]:
    """Every line of the account, in order."""
    telling = _Telling(dict(kept.header.facts) if kept.header else {})
    return [
        Told(entry.event.at_s, transcript.plain(line), isinstance(entry.event, Heard | Said))
        for entry in kept.entries
        for line in telling.of(entry)
    ]


def _asked(event: Event) -> str:
    return getattr(event, "edge", None) or getattr(event, "stage", None) or type(event).__name__
