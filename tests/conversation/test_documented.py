"""docs/testing.md: what it tells a user to write works, in a folder of their own, with nothing but this Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agents import team
from segue.testing import rehearse
from tests.conversation.scripted_call import PROFILES
from tests.documented import examples

SETTING = '[tool.pytest.ini_options]\nasyncio_mode = "auto"\nasyncio_default_fixture_loop_scope = "function"\n'
IMPORTS = [*filter(None, [os.environ.get("PYTHONPATH")]), str(PROFILES.parent / "src"), str(PROFILES.parent)]


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """The clinic, as a folder of somebody's own."""
    return shutil.copytree(PROFILES / "clinic", tmp_path / "clinic", ignore=shutil.ignore_patterns("test_*"))


async def test_the_callers_file_comes_true(clinic: Path) -> None:
    [file] = examples("testing.md", "yaml")
    (clinic / "callers" / "documented.yaml").write_text(file)
    call = await rehearse(clinic, team(), caller=clinic / "callers" / "documented.yaml")
    call.as_expected()


def test_what_is_typed_passes_far_from_here(clinic: Path) -> None:
    typed = [example for example in examples("testing.md", "python") if "by_voice" not in example]
    for number, example in enumerate(typed):
        (clinic / f"test_documented_{number}.py").write_text(example)
    (clinic.parent / "pyproject.toml").write_text(SETTING)
    run = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=clinic.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(IMPORTS)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    assert f"{sum(example.count('async def test_') for example in typed)} passed" in run.stdout


async def test_a_failure_is_shown_as_documented(clinic: Path) -> None:
    call = await rehearse(clinic, team(), "I'm Ada.")
    with pytest.raises(AssertionError) as told:
        call.expect(facts={"name": "Ada Lund"})
    [shown] = [example for example in examples("testing.md", "") if example.startswith("not as expected")]
    assert f"{told.value}\n" == shown
