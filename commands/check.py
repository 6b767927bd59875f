"""`./segue check`: whether a profile can be played with the voices that are set, stage by stage and edge by edge."""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from agents import team
from segue.call.mistakes import Unreadable
from segue.call.profile.load import find, load
from segue.checks import Report, Verdict, check
from segue.checks.shown import shown
from segue.settings import Misconfigured, Settings

MISSING = "(none)"
KEYS = ("OPENAI_API_KEY", "DEEPGRAM_API_KEY")
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
        print("\n".join(shown(report, _coloured if _colourful() else _plain)))
    return report.verdict.status


async def _report(asked: argparse.Namespace) -> Report:
    settings = _settings({"SEGUE_PROFILE": asked.profile, "SEGUE_VOICES": asked.voices})
    known = team(settings.store).known()
    profile = load(find(settings.profiles_dir, settings.profile), known)
    return await check(profile, settings, offline=asked.offline)


def _settings(asked: dict[str, str | None]) -> Settings:
    """What is set and asked for. A missing key is no reason to stop: the tables say who needs it."""
    given = {name: value for name, value in asked.items() if value}
    try:
        return Settings.from_environment(**given)
    except Misconfigured as misconfigured:
        missing = [key for key in KEYS if any(line.startswith(f"{key} is not set") for line in misconfigured.problems)]
        if len(missing) < len(misconfigured.problems):
            raise
    settings = Settings.from_environment(**given, **dict.fromkeys(missing, MISSING))
    openai, deepgram = (
        key.replace(MISSING, "") for key in (settings.cloud.openai_api_key, settings.cloud.deepgram_api_key)
    )
    return replace(settings, cloud=replace(settings.cloud, openai_api_key=openai, deepgram_api_key=deepgram))


def _colourful() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _coloured(verdict: Verdict | None, text: str) -> str:
    return f"\033[{COLOURS[verdict]}m{text}\033[0m"


def _plain(_: Verdict | None, text: str) -> str:
    return text


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue check",
        description="See whether a profile can be played with the voices that are set. Asks each model for one token, "
        "one syllable or a transcript. Exits with 0: all works, 1: something is lost, 2: something can't be.",
    )
    parser.add_argument("--profile", metavar="NAME", help="a folder of profiles (default: SEGUE_PROFILE)")
    parser.add_argument(
        "--voices",
        metavar="SET",
        help="cloud, local, rehearsal, or a mixture such as local,story=cloud (default: SEGUE_VOICES)",
    )
    parser.add_argument("--json", action="store_true", help="the same for scripts")
    parser.add_argument("--offline", action="store_true", help="ask no server anything")
    return parser.parse_args(argv)
