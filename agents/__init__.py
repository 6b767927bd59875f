"""Who may speak in a call. One module an agent class; `CAST` is the table a profile's stages choose from.

To add one, write a subclass of `StageAgent` that owns something the others don't, and enter it here. What it says in
`note` reaches every kind of model. A stage that only needs another prompt needs no class: it is a stage in a profile.
Agents import no other agent.
"""

from pathlib import Path

from agents.intro import Intro
from agents.story import Story
from agents.task import Task
from segue.models.speakers import SPEAKERS
from segue.session.stage_agent import StageAgent
from segue.session.stage_context import Team
from tools import TOOLS, kit
from tools.desks import desks

CAST: dict[str, type[StageAgent]] = {
    "intro": Intro,
    "story": Story,
    "task": Task,
}


def team(store: Path | None = None) -> Team:
    """The whole team; `store` is the file its desks keep their books in, by default a fresh one, gone with the team."""
    traits = {name: tool.traits for name, tool in TOOLS.items()}
    within_s = {name: tool.within_s for name, tool in TOOLS.items() if tool.within_s is not None}
    return Team(CAST, kit, traits, desks(store), frozenset(SPEAKERS), within_s)
