"""Whether a profile can be played with the models that are set: what works, what is lost, and what can't be."""

from segue.checks.checking import check
from segue.checks.refusals import refusals
from segue.checks.rows import EdgeRow, Report, StageRow, Trouble, Verdict
from segue.checks.unwritten import unwritten
from segue.models.trials.service import Part

__all__ = ["EdgeRow", "Part", "Report", "StageRow", "Trouble", "Verdict", "check", "refusals", "unwritten"]
