"""What a worker has ready before the first call: settings, checked profiles, the team and the voices."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from livekit.agents import JobProcess

from segue.call import places
from segue.call.profile.load import Unreadable, load
from segue.call.profile.model import Profile
from segue.call.profile.voicing import VoiceSet
from segue.checks import refusals
from segue.session.noise import cleaning
from segue.session.seat import Team
from segue.session.turns import Spoken
from segue.settings import Misconfigured, Settings, VoiceActivity, cloud_missing
from segue.voices import activity
from segue.voices.backup.switch import OnSwitch
from segue.voices.local import models
from segue.voices.parts import Voices
from segue.voices.sets import voices
from segue.voices.understudy.english import english


@dataclass(frozen=True, slots=True)
class House:
    """Read once, and the same for every call of the process."""

    settings: Settings
    team: Team
    profiles: Mapping[str, Profile]

    @classmethod
    def open(cls, settings: Settings, team: Callable[[Path], Team]) -> "House":
        """Check everything that can be checked before a call. Raises `Misconfigured` with every problem at once."""
        everyone = team(settings.store)
        try:
            cleaning(settings.noise_cancellation)
        except ImportError:
            mend = "install the extra: pip install livekit-plugins-noise-cancellation"
            raise Misconfigured([f"SEGUE_NOISE_CANCELLATION is krisp, which is not installed; {mend}"]) from None
        found = profiles(settings, everyone)
        clouded = any(VoiceSet.CLOUD in settings.voices.sets(profile).values() for profile in found.values())
        if missing := cloud_missing(settings.cloud) if clouded else []:
            raise Misconfigured(missing)
        if impossible := [line for profile in found.values() for line in refusals(profile, settings)]:
            raise Misconfigured(impossible)
        return cls(settings, everyone, found)

    @property
    def profile(self) -> Profile:
        """The profile of a call that names none."""
        return self.profiles[self.settings.profile]

    @property
    def needs_local_models(self) -> bool:
        """Whether any stage of any profile may be played with local ears or voice."""
        served = {VoiceSet.LOCAL} if self.settings.local.speech_served else set()
        return bool(self._at_home - served)

    @property
    def _at_home(self) -> set[VoiceSet]:
        """The sets that any stage may be played by, without the cloud's."""
        voicing, backup = self.settings.voices, self.settings.backup
        named = {played for profile in self.profiles.values() for played in voicing.sets(profile).values()}
        return {each for each in (*named, voicing.everywhere, backup) if each} - {VoiceSet.CLOUD}

    def prepare(self, process: JobProcess) -> None:
        """Load what calls share, before the first one rings; once a process, however many threads ask."""
        if self.needs_local_models:
            models.load()
        if self._at_home:  # where rules may read what the caller says
            english()
            places.match("Turin")  # the list of cities is read on first use, a quarter of a second
        self.turns(self.profile)

    def voices(self, profile: Profile, on_switch: OnSwitch) -> Voices:
        """Who plays the stages of one call; `on_switch` is told of every failure that a backup made good."""
        return voices(profile, self.settings, models.load() if self.needs_local_models else None, on_switch)

    def turns(self, profile: Profile) -> Spoken:
        """How turns are taken in a spoken call."""
        silero = self.settings.voice_activity is VoiceActivity.SILERO
        return Spoken(activity.silero_vad() if silero else activity.livekit_vad(), profile.turns)


def profiles(settings: Settings, team: Team) -> dict[str, Profile]:
    """Every profile of the folder, checked. Raises `Misconfigured` with every problem of every one."""
    found, problems = dict[str, Profile](), list[str]()
    for folder in sorted(path for path in settings.profiles_dir.glob("*") if path.is_dir()):
        try:
            found[folder.name] = load(folder, team.known())
        except Unreadable as unreadable:
            problems.append(str(unreadable))
    if settings.profile not in found and not problems:
        names = ", ".join(found) or "no profile"
        problems.append(f"SEGUE_PROFILE is {settings.profile!r}; {settings.profiles_dir} has {names}")
    if problems:
        raise Misconfigured(problems)
    return found


def open_or_exit(team: Callable[[Path], Team]) -> House:
    """Open the house the environment describes, or end the process with one line for each thing in the way."""
    try:
        return House.open(Settings.from_environment(), team)
    except Misconfigured as misconfigured:
        # Whether a server is needed the library says only once it serves; all that is missing is to be told at once.
        serves = {"start", "dev", "connect"} & {*sys.argv} and "--url" not in sys.argv
        problems = [*misconfigured.problems, *(Settings.server_missing() if serves else [])]
        for line in "\n".join(problems).splitlines():
            print(f"segue: {line}", file=sys.stderr)
        raise SystemExit(2) from None
