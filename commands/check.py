"""`./segue check`: whether a profile can be played with the models that are set, stage by stage and edge by edge."""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Sequence

from agents import team
from commands.colours import colourful
from commands.flags import add_models, add_profile, said
from segue.checks import Report, Verdict, check
from segue.checks.shown import shown
from segue.profile.load import find, load
from segue.profile.yaml.problems import Unreadable
from segue.settings import Misconfigured, Settings

COLOURS = {Verdict.WORKS: "32", Verdict.LOSS: "33", Verdict.CANNOT: "31", None: "2"}
"""Green, yellow, red; what is beside the point is dim."""


def main(argv: Sequence[str]) -> int:
    """Print the tables; 0 if all works, 1 if something is lost, 2 if something can't be, or can't be read."""
    asked = _arguments(argv)
    logging.basicConfig(level=logging.CRITICAL)
    try:
        report = asyncio.run(_report(asked))
    except (Unreadable, Misconfigured) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    if asked.json:
        print(json.dumps(report.as_json(), indent=1))
    else:
        print("\n".join(shown(report, _coloured if colourful(sys.stdout) else _plain)))
    return report.verdict.status


async def _report(asked: argparse.Namespace) -> Report:
    # A missing key is no reason to stop: the tables say who needs it.
    settings = Settings.from_environment(said(asked), keys_needed=False)
    known = team(settings.store).known()
    folder = find(settings.profiles_dir, settings.profile)
    profile = load(folder, known)
    return await check(profile, settings, offline=asked.offline)


def _coloured(verdict: Verdict | None, text: str) -> str:
    return f"\033[{COLOURS[verdict]}m{text}\033[0m"


def _plain(_: Verdict | None, text: str) -> str:
    return text


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue check",
        description="See whether a profile can be played with the models that are set. Asks for a tool call, "
        "one syllable or a transcript. Exits with 0: all works, 1: something is lost, 2: something can't be.",
    )
    add_profile(parser)
    add_models(parser, "cloud, local, rehearsal, or a mixture such as local,story=cloud (default: SEGUE_MODELS)")
    parser.add_argument("--json", action="store_true", help="the same for scripts")
    parser.add_argument("--offline", action="store_true", help="ask no server anything")
    return parser.parse_args(argv)
