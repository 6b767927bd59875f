"""The doubles that answer with our understudy and our own models, as one serves them to do without keys."""

import asyncio
import os
import sys
from pathlib import Path

from agents import team
from segue.checks import Verdict, check
from segue.profile.load import load
from segue.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = 9
"""As many as are printed."""


async def test_the_settings_that_are_printed_lead_to_clouds_that_pass_every_check(tmp_path: Path) -> None:
    imports = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT / "src"), str(ROOT)]))
    serving = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "testbed.providers"),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": imports},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert serving.stdout is not None
        lines = [(await serving.stdout.readline()).decode() for _ in range(SETTINGS)]
        env = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        profile = load(ROOT / "profiles" / "storyteller", team(tmp_path / "book.sqlite").known())
        report = await check(profile, Settings.read(env))
    finally:
        serving.kill()
        await serving.wait()
    assert report.verdict is Verdict.WORKS, report
