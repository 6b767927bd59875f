"""Flags that several verbs take, and the ones that have another name now."""

import argparse
from collections.abc import Sequence
from typing import Any

from segue.profile.renamed import FLAGS


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
