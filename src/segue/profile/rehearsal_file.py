"""The shape of `rehearsal.yaml`: what the understudy listens for and what it says, as data.

Lines may hold `{fact}`, and where the comment says so `{answer}` or `{options}`.
"""

from segue.profile.strict import Model, Text, Texts


class Aside(Model):
    """A question back or small talk, and the answer; the agent then returns to what it was asking."""

    heard: Texts
    says: Text


class ToolLines(Model):
    """A tool that is called, without arguments, where the caller asks for it."""

    heard: Texts
    """What the caller says then."""
    says: Text
    """Once the tool has done it; the agent then returns to what it was asking."""


class StageLines(Model):
    """What the understudy says in one stage. A stage uses the lines its work needs."""

    opens: Text
    """On taking the call, before the first question."""
    asks: dict[str, Text] = {}
    """One question a fact."""
    asks_all: Text | None = None
    """One question for all of them, while none is known."""
    reads_back: Text | None = None
    """Once all are known; ends by asking whether it is right."""
    asks_again: Text = "I am sorry. Please tell me again; you may spell it."
    """When the caller says that it is wrong, and not what."""
    unclear: Text = "I did not quite catch that."
    offers: Text | None = None
    """After looking up; `{options}` are what the desk has."""
    refused: Text | None = None
    """When the desk refuses; `{options}` are what it has instead."""
    settled: Text | None = None
    """Once the desk has it in its books."""
    leaves: dict[str, Text] = {}
    """Said beside the hand-off, one line an edge."""
    chapters: Texts = []
    """A narration's turns, each ending in a question; `{answer}` is the caller's last one."""
    calls: dict[str, ToolLines] = {}
    """Tools of the stage's that the understudy would not call of itself."""
    adds: Text | None = None
    """What a language model that is guided by rules is asked, to add to each chapter in a sentence."""
    interrupted: Text | None = None
    """Asked after the caller broke into a narration."""
    resumes: Text = ""
    """Said before going on from where it was."""
    farewell: Text
    """The goodbye."""


class Rehearsal(Model):
    """How the understudy plays this profile."""

    heard: dict[str, list[Text]] = {}
    """For each fact, phrases with `{}` where the value stands."""
    asides: list[Aside] = []
    stages: dict[str, StageLines]
    """A stage that nobody rehearses needs no lines."""
