"""What becomes of a stage whose language model calls no tools."""

from segue.checks.casting import Casting
from segue.checks.rows import Trouble, Verdict
from segue.models.trials.service import Cell, Finding, Role


def tool_troubles(casting: Casting, stage: str, finding: Finding) -> list[Trouble]:
    """The one that a finding is, unless rules call the tools of the stage."""
    rules = finding.service.tools_setting
    guided = rules and casting.settings.models.servers.settings.guided(casting.profile.stages[stage])
    if finding.tools is not Cell.NO or guided:
        return []
    role = "" if finding.role is Role.PLAYS else f"{finding.role}: "
    why = (
        f"{role}`{stage}`: {finding.service.name} called no tool when it was told to: it notes nothing, hands nobody on"
    )
    fix = (
        f"set {rules}=rules, and rules do that for it, or take a model that does"
        if rules
        else (f"set {finding.service.model_setting} to a model that does")
    )
    place = casting.place("stages", stage, "tools_by")
    return [Trouble(Verdict.LOSS, f"{why} and does not end the call", fix, place)]
