"""The shape of a profile: persona, facts, stages, edges, limits, and what a folder holds beside them."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

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


class Limits(Model):
    """How long things may last."""

    call_s: Annotated[float, Field(gt=0, le=7200)] = 600.0
    silence_s: Annotated[float, Field(gt=0, le=120)] = 12.0
    """How long nobody speaks before the caller is asked whether they are there."""
    silences: Annotated[int, Field(ge=1, le=10)] = 2
    """How often in a row the caller is asked; silent once more, and the agent takes its leave."""
    filler_s: Annotated[float, Field(gt=0, le=10)] = 2.0
    """How long the agents may keep the caller waiting before a filler is heard."""
    honest_s: Annotated[float, Field(gt=0, le=30)] = 7.0
    """How long before the caller is told that something is wrong."""
    answer_s: Annotated[float, Field(gt=0, le=60)] = 15.0
    """How long before an answer is given up."""
    entry_s: Annotated[float, Field(gt=0, le=30)] = 6.5
    """How long the next agent has to make a sound; then its hand-off is taken back."""
    hand_offs: Annotated[int, Field(ge=1, le=100)] = 20
    """Hand-offs in one call."""
    dwell_s: Annotated[float, Field(ge=0, le=60)] = 2.0
    """How long an agent keeps the caller at least, unless they have spoken, before it hands them on."""
    tool_steps: Annotated[int, Field(ge=1, le=10)] = 4
    """Tool rounds in one turn."""
    tool_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long a tool may take; then it is given up, and the model says so."""

    @model_validator(mode="after")
    def _ladder(self) -> Self:
        if not self.filler_s < self.honest_s < self.answer_s:
            said = f"{self.filler_s:g}, {self.honest_s:g} and {self.answer_s:g}"
            raise ValueError(f"filler_s, honest_s and answer_s come one after the other, not {said}")
        return self


class FixedLines(Model):
    """Said word for word, whoever is speaking and whatever the models do. `{fact}` stands for a fact."""

    are_you_there: Text
    silent_goodbye: Text
    time_up: Text
    fillers: Annotated[list[Text], Field(min_length=2)] = ["One moment, please.", "Just a second.", "Bear with me."]
    """Where an answer is late: the first, and each time after it the next."""
    still_here: Text = "I am sorry, this is taking longer than it should. I am still here."
    """Where an answer is very late."""
    missed_that: Text = "I am sorry, I did not catch that. Could you say it again?"
    """Where no words came of what the caller said."""
    say_again: Text = "I am sorry, something on our side did not work. Tell me again, please, and I will try once more."
    """Where an answer did not come at all."""
    offer: Text = (
        "I am sorry, it is still not working on our side. You can hold on and tell me again, "
        "or hang up, and we will call you back."
    )
    """Where it has happened twice in a row."""
    handed_back: Text = "Sorry, that did not work just now. Let us go on here."
    """After a hand-off that came to nothing."""
    welcome_back: Text = "There you are again."
    """To a caller whose connection was gone, before the agent goes on."""
    spent: Text = "I can't pass you on any further, so let us go on here."
    """Where no more hand-offs are left."""
    apology: Text = "I am sorry, something has gone wrong on our side. Please call again in a moment. Goodbye."
    """Where no agent can go on."""


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
