"""What a check finds: a row for each stage and each edge, its verdict, and the whole as a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from segue.models.trials.service import Finding
from segue.profile.playing import Mode, SetName


class Verdict(StrEnum):
    """From best to worst; its place among the three is the exit status."""

    WORKS = "works"
    LOSS = "works with a stated loss"
    CANNOT = "cannot"

    @property
    def status(self) -> int:
        """0, 1 or 2."""
        return [*Verdict].index(self)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something is lost or can't be, and what fixes it."""

    verdict: Verdict
    reason: str
    fix: str
    place: str
    """File and line of the profile that this comes from."""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.fix}"


@dataclass(frozen=True, slots=True)
class Row:
    """What the rows of both tables have."""

    troubles: tuple[Trouble, ...]
    """The worst first."""
    usual: str
    """The reason given where there is no trouble."""

    @property
    def verdict(self) -> Verdict:
        """The worst of its troubles'."""
        return self.troubles[0].verdict if self.troubles else Verdict.WORKS

    def judged(self) -> dict[str, Any]:
        """The verdict and all that goes with it, for JSON."""
        worst = self.troubles[0] if self.troubles else Trouble(Verdict.WORKS, self.usual, "", "")
        every = [vars_of(trouble) for trouble in self.troubles]
        return {**vars_of(worst), "troubles": every}


@dataclass(frozen=True, slots=True)
class StageRow(Row):
    """A stage, by whom it is played, and what became of trying them."""

    stage: str
    set: SetName
    asked: Mode
    """What the profile asks for."""
    mode: Mode
    """What the set of models makes of it."""
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Its keys are a promise to scripts."""
        return {
            "stage": self.stage,
            "set": self.set,
            "mode_asked": self.asked,
            "mode": self.mode,
            "models": [finding.as_json() for finding in self.findings],
            **self.judged(),
        }


@dataclass(frozen=True, slots=True)
class EdgeRow(Row):
    """A hand-off, and what there is on its other side."""

    edge: str
    origin: str
    target: str
    carries: str
    fixed_line: str
    """How the next agent says a fixed line."""
    transcribes: bool
    turns: str
    """Who decides that the caller's turn is over."""
    mutable_context: bool

    def as_json(self) -> dict[str, Any]:
        """Its keys are a promise to scripts."""
        return {
            "edge": self.edge,
            "origin": self.origin,
            "target": self.target,
            "carries": self.carries,
            "fixed_line": self.fixed_line,
            "transcribes_caller": self.transcribes,
            "turns": self.turns,
            "mutable_context": self.mutable_context,
            **self.judged(),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a check has to say of one profile and its models."""

    profile: str
    offline: bool
    stages: tuple[StageRow, ...]
    edges: tuple[EdgeRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst row's."""
        return max((row.verdict for row in (*self.stages, *self.edges)), key=lambda verdict: verdict.status)

    def as_json(self) -> dict[str, Any]:
        """Its keys are a promise to scripts."""
        return {
            "profile": self.profile,
            "offline": self.offline,
            "verdict": self.verdict,
            "stages": [row.as_json() for row in self.stages],
            "edges": [row.as_json() for row in self.edges],
            "notes": [*self.notes],
        }


def worst_first(troubles: Sequence[Trouble]) -> tuple[Trouble, ...]:
    """In the order of a row; each once."""
    return tuple(sorted(dict.fromkeys(troubles), key=lambda trouble: -trouble.verdict.status))


def vars_of(trouble: Trouble) -> dict[str, str]:
    """A trouble's parts, for JSON."""
    return {
        "verdict": trouble.verdict,
        "reason": trouble.reason,
        "fix": trouble.fix,
        "place": trouble.place,
    }
