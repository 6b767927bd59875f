"""Flags that several verbs take, and the ones that have another name now."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from segue.profile.load import FILE
from segue.profile.renamed import FLAGS


def add_profile(parser: argparse.ArgumentParser) -> None:
    """`--profile`, which every verb and the worker's settings understand alike."""
    what = "one of the folder of profiles, or the path of such a folder, with a / (default: SEGUE_PROFILE)"
    parser.add_argument("--profile", metavar="NAME", help=what)


def said(asked: argparse.Namespace) -> dict[str, str]:
    """What the flags say, as the settings that it goes before."""
    given = {"SEGUE_MODELS": asked.models, "SEGUE_PROFILE": asked.profile}
    if asked.profile and (os.sep in asked.profile or asked.profile in {os.curdir, os.pardir}):
        folder = Path(os.path.abspath(asked.profile))
        folder = folder.parent if folder.name == FILE else folder
        given |= {"SEGUE_PROFILES_DIR": str(folder.parent), "SEGUE_PROFILE": folder.name}
    return {name: value for name, value in given.items() if value}


def add_models(parser: argparse.ArgumentParser, what: str) -> None:
    """`--models`, with `what` it is for; whoever still gives its old name is told the new one."""
    parser.add_argument("--models", metavar="SET", help=what)
    for old in FLAGS:
        parser.add_argument(old, action=_Renamed, help=argparse.SUPPRESS)


class _Renamed(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        parser.error(f"{option_string} is now called {FLAGS[str(option_string)]}")
