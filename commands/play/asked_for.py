"""What a call on this machine is played with: a profile, the team with a fresh book, and models."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from agents import team
from commands.books import fresh_books
from commands.flags import add_models, add_profile, said
from segue.checks import Part, Verdict, check, refusals, unwritten
from segue.models.failover.model_set import FailoverSet
from segue.models.failover.switch import OnSwitch
from segue.models.local.weights import LocalModels
from segue.models.sets.choose import model_set
from segue.models.sets.rehearsed import RehearsalSet
from segue.models.stage_models import ModelSet
from segue.player.staging import Staging
from segue.profile.load import find, load
from segue.profile.model import Profile
from segue.profile.playing import SetName, TurnModels
from segue.settings import Misconfigured, Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What every verb that plays a call can be asked."""
    add_profile(parser)
    add_models(
        parser,
        "rehearsal (the default, which needs nothing), local, cloud, or a mixture such as local,story=cloud",
    )


@contextlib.contextmanager
def staging(asked: argparse.Namespace) -> Iterator[Staging]:
    """Set the stage for what was asked. Raises `Unreadable` or `Misconfigured` with a line for each mistake."""
    with fresh_books() as store:
        members = team(store)
        read = _read(asked)
        folder = find(read.profiles_dir, read.profile)
        profile = load(folder, members.known())
        # Who says nothing of models has a rehearsal, whatever the settings and the profile say of them.
        settings = read if asked.models else None
        if lacking := unwritten(profile, folder, settings):
            raise Misconfigured(lacking)
        if settings:
            _try(profile, settings)

        def model_set_of(models: LocalModels | None, on_switch: OnSwitch) -> ModelSet:
            if settings:
                return model_set(profile, settings.models, models, on_switch)
            return FailoverSet(RehearsalSet(profile, models), None, read.models.deadlines, on_switch)

        # The rehearsal by itself reaches for nothing, whatever the profile says.
        yield Staging(profile, members, model_set_of, profile.turns if settings else TurnModels.LOCAL)


def folder_of(asked: argparse.Namespace) -> Path:
    """The folder of the profile that was asked for. Raises `Unreadable` or `Misconfigured`."""
    read = _read(asked)
    return find(read.profiles_dir, read.profile)


def keep_days(asked: argparse.Namespace) -> int | None:
    """How many days calls are kept, by the settings; None: for ever. Raises `Misconfigured`."""
    return _read(asked).keep_days


def _read(asked: argparse.Namespace) -> Settings:
    return Settings.from_environment({"SEGUE_MODELS": SetName.REHEARSAL, **said(asked)})


def _try(profile: Profile, settings: Settings) -> None:
    """What can be told before the call. Raises `Misconfigured` with what is in its way."""
    if impossible := refusals(profile, settings):
        raise Misconfigured(impossible)
    if SetName.LOCAL in settings.models.sets.by_stage(profile).values():
        _try_model(profile, settings)


def _try_model(profile: Profile, settings: Settings) -> None:
    """Ask a language model of one's own for a word, lest the caller meet silence. Raises `Misconfigured`."""
    report = asyncio.run(check(profile, settings, tries={Part.LLM}))
    every = [trouble for row in reversed(report.stages) for trouble in row.troubles]
    troubles = {trouble.fix: trouble for trouble in every}.values()  # once for all stages
    if cannot := [str(trouble) for trouble in troubles if trouble.verdict is Verdict.CANNOT]:
        raise Misconfigured(cannot)
    for trouble in troubles:
        print(f"  {trouble.verdict}: {trouble.reason}; {trouble.fix}", file=sys.stderr)
