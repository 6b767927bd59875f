"""The sets of voices by name, and who plays which stage of a call."""

from segue.call.profile.model import Profile
from segue.call.profile.voicing import VoiceSet
from segue.settings import Settings
from segue.voices.backed import Backed
from segue.voices.backup.switch import OnSwitch
from segue.voices.cloud import Cloud
from segue.voices.local.models import Models
from segue.voices.parts import Mixed, Voices
from segue.voices.rehearsal import Rehearsal
from segue.voices.selfhosted import SelfHosted


def voices(profile: Profile, settings: Settings, models: Models | None, on_switch: OnSwitch) -> Voices:
    """Who plays the stages of one call; `models` are the local ones, and without them only servers hear and speak.

    `on_switch` is told whenever a part of the cloud set failed and its backup took over.
    """
    of_stage = settings.voices.sets(profile)
    sets = {name: one_set(name, profile, settings, models) for name in set(of_stage.values())}
    if VoiceSet.CLOUD in sets:
        backup = one_set(settings.backup, profile, settings, models) if settings.backup else None
        sets[VoiceSet.CLOUD] = Backed(sets[VoiceSet.CLOUD], backup, on_switch)
    return next(iter(sets.values())) if len(sets) == 1 else Mixed(sets, of_stage)


def one_set(name: VoiceSet, profile: Profile, settings: Settings, models: Models | None) -> Voices:
    """One set, for one call."""
    match name:
        case VoiceSet.CLOUD:
            return Cloud(profile, settings.cloud)
        case VoiceSet.LOCAL:
            return SelfHosted(profile, settings.local, models)
        case VoiceSet.REHEARSAL:
            return Rehearsal(profile, models)
