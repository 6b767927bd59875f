"""The sets of models by name, and who plays which stage of a call."""

from segue.models.failover.model_set import FailoverSet
from segue.models.failover.switch import OnSwitch
from segue.models.local.weights import LocalModels
from segue.models.sets.cloud import CloudSet
from segue.models.sets.rehearsed import RehearsalSet
from segue.models.sets.selfhosted import LocalSet
from segue.models.settings import ModelSettings
from segue.models.stage_models import Mixed, ModelSet
from segue.profile.model import Profile
from segue.profile.playing import SetName


def model_set(profile: Profile, settings: ModelSettings, models: LocalModels | None, on_switch: OnSwitch) -> ModelSet:
    """Who plays the stages of one call, each model with its deadlines.

    `models` are the local ones; without them only servers hear and speak. `on_switch` is told whenever a part of the
    cloud set failed and its backup took over.
    """
    of_stage = settings.sets.by_stage(profile)
    sets: dict[SetName, ModelSet] = {}
    for name in set(of_stage.values()):
        stands_behind = settings.backup if name is SetName.CLOUD else None
        backup = one_set(stands_behind, profile, settings, models) if stands_behind else None
        primary = one_set(name, profile, settings, models)
        sets[name] = FailoverSet(primary, backup, settings.deadlines, on_switch)
    return next(iter(sets.values())) if len(sets) == 1 else Mixed(sets, of_stage)


def one_set(name: SetName, profile: Profile, settings: ModelSettings, models: LocalModels | None) -> ModelSet:
    """One set, for one call."""
    match name:
        case SetName.CLOUD:
            return CloudSet(profile, settings)
        case SetName.LOCAL:
            return LocalSet(profile, settings.servers, models)
        case SetName.REHEARSAL:
            return RehearsalSet(profile, models)
