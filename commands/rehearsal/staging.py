"""What a call on this machine is played with: a profile, the team with a fresh book, and voices."""

import argparse
import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agents import team
from segue.call.profile.load import find, load
from segue.call.profile.model import Profile
from segue.session.seat import Team
from segue.settings import Settings
from segue.voices.backup.switch import OnSwitch
from segue.voices.local.models import Models
from segue.voices.parts import Voices
from segue.voices.rehearsal import Rehearsal
from segue.voices.sets import voices
from tools.appointments import seed

PROFILES = Path(__file__).parent.parent.parent / "profiles"


@dataclass(frozen=True, slots=True)
class Staging:
    """Everything a call needs but a caller."""

    profile: Profile
    team: Team
    voices_of: Callable[[Models | None, OnSwitch], Voices]
    """The call's voices, given the local models (none for a typed call) and who is told of failures."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What every verb that plays a call can be asked."""
    parser.add_argument("--profile", default="storyteller", help="a folder of profiles/ (default: storyteller)")
    parser.add_argument(
        "--voices",
        metavar="SET",
        help="rehearsal (the default, which needs nothing), local, cloud, or a mixture such as local,story=cloud; "
        "all but the default read .env",
    )


@contextlib.contextmanager
def staging(asked: argparse.Namespace) -> Iterator[Staging]:
    """Set the stage for what was asked. Raises `Unreadable` or `Misconfigured` with a line for each mistake."""
    with tempfile.TemporaryDirectory() as books:
        store = Path(books) / "appointments.sqlite"
        seed(store)
        members = team(store)
        profile = load(find(PROFILES, asked.profile), members.known())
        settings = Settings.from_environment({"SEGUE_VOICES": asked.voices}) if asked.voices else None

        def voices_of(models: Models | None, on_switch: OnSwitch) -> Voices:
            return voices(profile, settings, models, on_switch) if settings else Rehearsal(profile, models)

        yield Staging(profile, members, voices_of)
