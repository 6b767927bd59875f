"""What a worker has ready before the first call: settings, checked profiles, the team and the models."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from livekit.agents import JobProcess

from segue.checks import refusals, unwritten
from segue.facts import places
from segue.facts.lexicon import lexicon
from segue.models import vad
from segue.models.failover.switch import OnSwitch
from segue.models.local import weights
from segue.models.sets.choose import model_set
from segue.models.stage_models import ModelSet
from segue.profile.load import Unreadable, every, find, load
from segue.profile.mistake import instead
from segue.profile.model import Profile
from segue.profile.playing import SetName
from segue.session.stage_context import Team
from segue.session.turn_taking import Spoken
from segue.settings import Misconfigured, Settings, VoiceActivity
from segue.transports.noise import cleaning
from segue.transports.sound.device import NoDevice, both_ways, portaudio
from segue.worker.storage import unwritable


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """Read once, and the same for every call of the process."""

    settings: Settings
    team: Team
    profiles: Mapping[str, Profile]

    @classmethod
    def open(cls, settings: Settings, team: Callable[[Path], Team]) -> "WorkerContext":
        """Check everything that can be checked before a call. Raises `Misconfigured` with every problem at once."""
        everyone = team(settings.store)
        try:
            cleaning(settings.noise_cancellation)
        except ImportError:
            fix = "install the extra: pip install livekit-plugins-noise-cancellation"
            raise Misconfigured([f"SEGUE_NOISE_CANCELLATION is krisp, which is not installed; {fix}"]) from None
        found = profiles(settings, everyone)
        clouded = any(SetName.CLOUD in settings.models.sets.by_stage(profile).values() for profile in found.values())
        missing = [*settings.models.cloud_missing] if clouded else []
        for name, profile in found.items():
            missing += unwritten(profile, settings.profiles_dir / name, settings)
        stages = {stage for profile in found.values() for stage in profile.stages}
        missing += [
            f"SEGUE_MODELS names `{stage}`, which is a stage of no profile; {instead(stage, stages)}"
            for stage in settings.models.sets.stages
            if stage not in stages
        ]
        desks = any(stage.desk for profile in found.values() for stage in profile.stages.values())
        missing += unwritable(settings, desks=desks)
        if missing:
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
        """Whether any stage of any profile may be played with local models."""
        served = {SetName.LOCAL} if self.settings.models.servers.settings.all_speech else set()
        return bool(self._at_home - served)

    @property
    def _at_home(self) -> set[SetName]:
        """The sets that any stage may be played by, without the cloud's."""
        choice, backup = self.settings.models.sets, self.settings.models.backup
        named = {played for profile in self.profiles.values() for played in choice.by_stage(profile).values()}
        return {each for each in (*named, choice.everywhere, backup) if each} - {SetName.CLOUD}

    def prepare(self, process: JobProcess) -> None:
        """Load what calls share, before the first one rings; once a process, however many threads ask."""
        if self.needs_local_models:
            weights.load()
        # Both are read on first use, which takes tenths of a second: no caller is to wait for that.
        lexicon()
        places.match("Turin")
        self.turns(self.profile)

    def model_set(self, profile: Profile, on_switch: OnSwitch) -> ModelSet:
        """Who plays the stages of one call; `on_switch` is told of every failure that a backup made good."""
        return model_set(profile, self.settings.models, weights.load() if self.needs_local_models else None, on_switch)

    def turns(self, profile: Profile) -> Spoken:
        """How turns are taken in a spoken call."""
        silero = self.settings.voice_activity is VoiceActivity.SILERO
        return Spoken(vad.silero_vad() if silero else vad.livekit_vad(), profile.turns)


def profiles(settings: Settings, team: Team) -> dict[str, Profile]:
    """Every profile of the folder, checked. Raises `Misconfigured` with every problem of every one."""
    found, problems = dict[str, Profile](), list[str]()
    for folder in every(settings.profiles_dir):
        try:
            found[folder.name] = load(folder, team.known())
        except Unreadable as unreadable:
            problems.append(str(unreadable))
    if settings.profile not in found and not problems:
        try:
            find(settings.profiles_dir, settings.profile)
        except Unreadable as unreadable:
            problems.append(f"{unreadable} (SEGUE_PROFILE)")
    if problems:
        raise Misconfigured(problems)
    return found


def open_or_exit(team: Callable[[Path], Team]) -> WorkerContext:
    """Open the context the environment describes, or end the process with one line for each thing in the way."""
    problems = _lacking_for_console(sys.argv) if "console" in sys.argv else []
    try:
        context = WorkerContext.open(Settings.from_environment(), team)
    except Misconfigured as misconfigured:
        # Whether a server is needed the library says only once it serves; all that is missing is to be told at once.
        serves = {"start", "dev", "connect"} & {*sys.argv} and "--url" not in sys.argv
        problems += [*misconfigured.problems, *(Settings.server_missing() if serves else [])]
    if problems:
        for line in "\n".join(problems).splitlines():
            print(f"segue: {line}", file=sys.stderr)
        raise SystemExit(2)
    return context


def _lacking_for_console(arguments: Sequence[str]) -> list[str]:
    """Why the console would end in a traceback, as it does without PortAudio, or hang for want of a device."""
    if any(each.startswith(("--help", "--connect-addr")) for each in arguments):  # the latter: sound is elsewhere
        return []
    needs_no_default = ("--text", "--list-devices", "--input-device", "--output-device")
    try:
        portaudio() if any(each.startswith(needs_no_default) for each in arguments) else both_ways()
    except NoDevice as lacking:
        return [f"console: {lacking}; ./segue talk, which is typed, goes without"]
    return []
