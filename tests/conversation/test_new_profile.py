"""What `./segue new` makes, before anybody has changed a word: its call, its tests and its check are green."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from agents import team
from commands import check
from commands.new import BLANK, make
from segue.testing import rehearse

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [BLANK.name, "storyteller", "clinic"]


def made(source: str, folder: Path) -> Path:
    """A new profile in `folder`, made from one that ships."""
    if source != BLANK.name:
        (folder / source).symlink_to(ROOT / "profiles" / source)
    return make(f"my_{source}", source, folder)


@pytest.mark.parametrize("source", SOURCES)
async def test_its_call_goes_as_its_caller_expects_and_all_of_it_works(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = made(source, tmp_path)
    (await rehearse(profile, team())).as_expected()
    monkeypatch.chdir(tmp_path)  # where there is no .env
    monkeypatch.setenv("SEGUE_PROFILES_DIR", str(tmp_path))
    asked = ["--profile", profile.name, "--models", "rehearsal"]
    assert await asyncio.to_thread(check.main, asked) == 0


def test_its_own_tests_pass(tmp_path: Path) -> None:
    profiles = [made(source, tmp_path) for source in SOURCES]
    own = [sys.executable, "-P", "-m", "pytest", "-q", "-c", "pyproject.toml", "--rootdir", ".", *map(str, profiles)]
    ran = subprocess.run(own, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert all((profile / f"test_{profile.name}.py").exists() for profile in profiles)
