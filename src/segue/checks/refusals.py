"""Why a worker must not start: what can't work, as far as that is known without asking anybody."""

from collections.abc import Iterator

from segue.checks.casting import Casting
from segue.checks.judging import edge_troubles, finding_trouble, needed, stage_troubles
from segue.checks.rows import Trouble, Verdict
from segue.models.stage_models import ModelSet
from segue.profile.model import Profile
from segue.settings import Settings


def refusals(profile: Profile, settings: Settings, cast: ModelSet | None = None) -> list[str]:
    """One line for each thing in the way, with file and line of the profile and the fix; empty where nothing is.

    `cast` plays the stages instead of what the settings say. Raises `Unreadable` if the profile's file is gone.
    """
    troubles = _troubles(Casting.of(profile, settings, cast))
    return [str(trouble) for trouble in dict.fromkeys(troubles) if trouble.verdict is Verdict.CANNOT]


def _troubles(casting: Casting) -> Iterator[Trouble]:
    for stage in casting.profile.stages:
        yield from stage_troubles(casting, stage)
        for _, missing in needed(casting, stage):
            if missing:
                yield finding_trouble(casting, stage, missing)
    for at in range(len(casting.profile.edges)):
        yield from edge_troubles(casting, at)
