"""The rehearsal set with a script in place of a stage's understudy."""

from collections.abc import Mapping
from typing import Any

from livekit.agents import llm

from segue.models.local.weights import LocalModels
from segue.models.sets.rehearsed import RehearsalSet
from segue.profile.model import Profile
from segue.testing.llm import ScriptedLLM


class ScriptedSet(RehearsalSet):
    """Stages that have no script are rehearsed. Without `models` it is typed."""

    name = "scripted"

    def __init__(self, profile: Profile, models: LocalModels | None, scripts: Mapping[str, ScriptedLLM]) -> None:
        super().__init__(profile, models)
        self._scripts = scripts

    def llm(self, stage: str) -> llm.LLM[Any]:
        """The script of a stage, or its understudy."""
        return self._scripts[stage] if stage in self._scripts else super().llm(stage)
