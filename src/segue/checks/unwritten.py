"""Which lines of a rehearsal are wanted and not written: what asks for them, and where they go."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from segue.profile.load import REHEARSAL
from segue.profile.model import Profile
from segue.profile.playing import SetName, ToolsBy
from segue.profile.rehearsal_file import Rehearsal, StageLines
from segue.settings import Settings

ALONE = "played by the rehearsal set, as without --models", "say --models cloud"
"""Why a call is rehearsed that no settings were asked about."""


def unwritten(profile: Profile, folder: Path, settings: Settings | None) -> list[str]:
    """The one line that says that `profile`, read from `folder`, lacks lines, and why they are wanted; or none.

    Without `settings` the whole call is rehearsed.
    """
    wanted = dict[tuple[str, str], list[str]]()
    for stage, why in lacking(profile, settings).items():
        wanted.setdefault(why, []).append(f"`{stage}`")
    if not wanted:
        return []
    reasons = [f"{_list(stages)} {'is' if len(stages) == 1 else 'are'} {why}" for (why, _), stages in wanted.items()]
    instead = _list([fix for _, fix in wanted])
    lacks = (
        "no such file"
        if profile.rehearsal is None
        else f"no lines for {_list([stage for stages in wanted.values() for stage in stages])}"
    )
    add = "it" if profile.rehearsal is None else "them"
    where = folder / REHEARSAL
    return [f"{where}: {lacks}; {', '.join(reasons)}: add {add} (docs/profiles.md#rehearsal), or {instead}"]


def lacking(profile: Profile, settings: Settings | None) -> dict[str, tuple[str, str]]:
    """The stages whose lines are wanted and not written: why they are, and what to do instead."""
    unwritten = [stage for stage in profile.stages if not profile.rehearses(stage)]
    return {stage: why for stage in unwritten if (why := _why(profile, stage, settings))}


def with_stand_ins(profile: Profile, stages: Iterable[str]) -> Profile:
    """The profile with something in the place of lines that lack, for whoever only looks at it."""
    lines = dict.fromkeys(stages, StageLines(opens="None.", farewell="None."))
    rehearsal = profile.rehearsal or Rehearsal(stages={})
    return profile.model_copy(
        update={"rehearsal": rehearsal.model_copy(update={"stages": {**rehearsal.stages, **lines}})}
    )


def _why(profile: Profile, stage: str, settings: Settings | None) -> tuple[str, str] | None:
    """What has the lines of a stage spoken, and what to do instead; None where nobody speaks them."""
    return next(_reasons(profile, stage, settings), None) if settings else ALONE


def _reasons(profile: Profile, stage: str, settings: Settings) -> Iterator[tuple[str, str]]:
    spec, played = profile.stages[stage], settings.models.sets.of(profile, stage)
    if played is SetName.REHEARSAL:
        if stage in settings.models.sets.stages or settings.models.sets.everywhere:
            yield "played by the rehearsal set (SEGUE_MODELS)", "set SEGUE_MODELS=cloud"
        else:
            yield "played by the rehearsal set (`models:`)", "write `models: cloud`"
    backup = settings.models.backup if played is SetName.CLOUD else None
    if backup is SetName.REHEARSAL:
        yield "backed by the rehearsal set (SEGUE_BACKUP)", "set SEGUE_BACKUP=none"
    if SetName.LOCAL in (played, backup) and settings.models.servers.settings.guided(spec):
        if settings.models.servers.settings.tools_by is ToolsBy.RULES:
            yield "led by rules (SEGUE_LOCAL_TOOLS_BY)", "set SEGUE_LOCAL_TOOLS_BY=model"
        else:
            yield "led by rules (`tools_by:`)", "write `tools_by: model`"


def _list(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
