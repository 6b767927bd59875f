"""What becomes of a stage whose language model calls no tools."""

from typing import Final

from segue.checks.casting import Casting
from segue.checks.rows import Trouble, Verdict
from segue.checks.services import Answer, Finding, Role

LOCAL: Final = "SEGUE_LOCAL_LLM"
"""The setting that names the model which rules may guide."""


def tool_troubles(casting: Casting, stage: str, finding: Finding) -> list[Trouble]:
    """The one that a finding is, unless rules call the tools of the stage."""
    local = finding.service.model_setting == LOCAL
    if finding.tools is not Answer.NO or (local and casting.settings.local.guided(casting.profile.stages[stage])):
        return []
    role = "" if finding.role is Role.PLAYS else f"{finding.role}: "
    why = (
        f"{role}`{stage}`: {finding.service.name} called no tool when it was told to: it notes nothing, hands nobody on"
    )
    fix = (
        "set SEGUE_LOCAL_TOOLS_BY=rules, and rules do that for it, or take a model that does"
        if local
        else (f"set {finding.service.model_setting} to a model that does")
    )
    place = casting.place("stages", stage, "tools_by")
    return [Trouble(Verdict.LOSS, f"{why} and does not end the call", fix, place)]
