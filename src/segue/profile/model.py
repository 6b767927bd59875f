"""The shape of a profile: persona, facts, stages, edges, limits, and what a folder holds beside them."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from segue.profile.limits import FixedLines, Limits
from segue.profile.playing import Mode, SetName, ToolsBy, TurnModels
from segue.profile.rehearsal_file import Rehearsal, StageLines
from segue.profile.speech_options import Speech
from segue.profile.strict import Model, Name, Text
from segue.profile.traits import Trait, Traits


class FactType(StrEnum):
    """What a fact's value may be, and so how it is checked and stored."""

    NAME = "name"
    """A person's name; spelling is understood."""
    PLACE = "place"
    """A town or country; matched by sound against the cities of the world."""
    TEXT = "text"
    """The caller's own words."""
    CHOICE = "choice"
    """One of the listed values."""


class FactSpec(Model):
    """One thing worth knowing of a caller."""

    type: FactType
    ask: Text
    """What to ask for, as a phrase: 'where you are from'."""
    choices: dict[str, list[Text]] = {}
    """For a choice: each value and the ways it is said."""
    unknown: str = ""
    """What stands in for it where the caller would rather not say."""


class StageSpec(Model):
    """One stage of a call."""

    agent: Name
    """A class from the cast in `agents/__init__.py`."""
    speaker: Name
    """Who speaks: each provider has a voice for every speaker."""
    prompt: Text
    """A Markdown file in the profile's folder."""
    title: Text
    """What the caller's screen shows."""
    facts: list[Name] = []
    tools: list[Name] = []
    """Tools from the table in `tools/__init__.py`."""
    models: SetName | None = None
    """The set of models; where none is named, the setting's."""
    mode: Mode = Mode.PIPELINE
    tools_by: ToolsBy = ToolsBy.MODEL
    desk: Name | None = None
    """A system of record from the table in `tools/desks.py`."""
    speech: Speech | None = None
    """What this stage does otherwise than the profile's `speech`, key by key."""


class Edge(Model):
    """A permitted hand-off. The next agent's class and context come from here, never from a model."""

    name: Name
    origin: Name
    target: Name
    when: Text
    """Written to the model: when to hand on."""
    needs: list[Name] = []
    """Facts that must be given or declined first."""
    settled: bool = False
    """Whether the stage's desk must have settled first."""
    forgets: list[Name] = []
    """Facts that are asked anew at the other end."""
    carries: Literal["full", "summary", "facts", "nothing"] | Annotated[int, Field(ge=1, le=200)] = "full"
    """What the next agent is told: the conversation, its last n messages, a summary, the facts alone, or nothing."""
    budget: Annotated[int, Field(ge=1, le=20)] | None = None
    """How often it may be taken in one call; required on an edge that closes a cycle."""


class ProfileFile(Model):
    """One persona and its call, as `profile.yaml` has them."""

    name: Name
    title: Text
    persona: Text
    """The name the caller knows the agents by."""
    prompts: list[Text]
    """Markdown files that every stage is told, before its own."""
    opens: Name
    """The first stage."""
    safe: Name | None = None
    """The stage a call falls back to where a hand-off fails and the one before can't go on, or none are left."""
    facts: dict[Name, FactSpec]
    stages: dict[Name, StageSpec]
    edges: list[Edge]
    limits: Limits = Limits()
    turns: TurnModels = TurnModels.LOCAL
    speech: Speech = Speech()
    lines: FixedLines


class Profile(ProfileFile):
    """One persona and its call, with what the loader found besides `profile.yaml`."""

    rehearsal: Rehearsal | None = Field(default=None, exclude=True)
    """What `rehearsal.yaml` says, where there is one: a call that nobody rehearses needs none."""
    texts: dict[str, str] = Field(default={}, exclude=True)
    """The Markdown, by file name."""
    traits: dict[str, Traits] = Field(default={}, exclude=True)
    """What the tools of the stages are for, by their names."""

    def edges_from(self, stage: str) -> list[Edge]:
        """The hand-offs that `stage` may ask for."""
        return [edge for edge in self.edges if edge.origin == stage]

    def speech_of(self, stage: str) -> Speech:
        """What is done to the text of `stage` before it is spoken."""
        return self.speech.but(self.stages[stage].speech)

    def tools_for(self, stage: str, trait: Trait) -> list[str]:
        """The tools of `stage` that are for `trait`."""
        return [tool for tool in self.stages[stage].tools if trait in self.traits.get(tool, ())]

    def rehearses(self, stage: str) -> bool:
        """Whether there are lines for an understudy to play `stage` by."""
        return self.rehearsal is not None and stage in self.rehearsal.stages

    def stage_lines(self, stage: str) -> StageLines:
        """What the understudy says in `stage`. Raises `LookupError` where nothing is written for it."""
        if self.rehearsal is None:
            raise LookupError(f"profile {self.name!r} has no rehearsal")
        return self.rehearsal.stages[stage]
