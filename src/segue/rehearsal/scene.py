"""Where the understudy stands: a stage, the tools within reach, and its lines with their slots filled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from segue.facts.lexicon import lexicon
from segue.profile.model import Edge, Profile, StageSpec
from segue.profile.rehearsal_file import StageLines
from segue.profile.traits import Trait
from segue.rehearsal.view import View

Known = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool to be called."""

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """Words, and the tools called after them."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()

    def after(self, *texts: str) -> "Reply":
        """The same with other words first."""
        return Reply(" ".join(text for text in (*texts, self.text) if text), self.calls)


@dataclass(frozen=True, slots=True)
class Scene:
    """One stage of one profile, and the tools that may be called in this reply."""

    profile: Profile
    stage: str
    tools: frozenset[str]

    @property
    def spec(self) -> StageSpec:
        """The stage."""
        return self.profile.stages[self.stage]

    @property
    def lines(self) -> StageLines:
        """What there is to say in it."""
        return self.profile.stage_lines(self.stage)

    def may(self, tool: str, view: View) -> bool:
        """Whether a tool is within reach, and was not called in vain since the caller last spoke."""
        return tool in self.tools and not view.failed(tool)

    def tool_for(self, trait: Trait, view: View) -> str | None:
        """The stage's first tool for this that may be called."""
        return next((tool for tool in self.profile.tools_for(self.stage, trait) if self.may(tool, view)), None)

    def asked_for(self, tool: str, view: View) -> bool:
        """Whether a tool that the caller has asked for is yet to be called."""
        return self.may(tool, view) and not any(did.name == tool for did in view.tried)

    def missing(self, known: Known) -> list[str]:
        """The stage's facts that were neither given nor declined."""
        return [name for name in self.spec.facts if name not in known]

    def way_on(self, view: View) -> Edge | None:
        """The hand-off that may be taken now."""
        for edge in self.profile.edges_from(self.stage):
            ready = view.known.keys() >= set(edge.needs) and (view.settled or not edge.settled)
            if ready and self.may(edge.name, view):
                return edge
        return None

    def hand_on(self, edge: Edge, known: Known) -> Reply:
        """Take a hand-off, with the words that go beside it."""
        return Reply(self.fill(self.lines.leaves.get(edge.name, ""), known), (ToolCall(edge.name),))

    def end(self, view: View) -> Reply:
        """End the call: the goodbye is said when the tool asks for it."""
        if tool := self.tool_for(Trait.ENDS_CALL, view):
            return Reply(calls=(ToolCall(tool),))
        return Reply(self.fill(self.lines.farewell, view.known))

    def fill(self, line: str | None, known: Known, **more: str) -> str:
        """A line with its slots filled; what is not known is spoken as the profile says."""

        def value(slot: re.Match[str]) -> str:
            name = slot.group(1)
            spec = self.profile.facts.get(name)
            return more.get(name) or known.get(name) or (spec.unknown if spec else "")

        text = re.sub(r"\{(\w+)\}", value, line or "")
        text = re.sub(r"\s+", " ", re.sub(r"\s+([,.;:!?])", r"\1", text)).strip(" ,")
        text = re.sub(r",+(?=[,.;:!?])", "", text)
        return text[:1].upper() + text[1:]


def options(free: Sequence[str]) -> str:
    """Several things to choose from, as one says them."""
    *others, last = free or [""]
    return f"{', '.join(others)} {lexicon().either} {last}" if others else last


def sentences(text: str) -> list[str]:
    """`text` in sentences; put together again by blanks they are the text."""
    return re.split(r"(?<=[.!?…])\s+", text) if text else []
