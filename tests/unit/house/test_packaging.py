"""What a newcomer, CI and an image start from: the launcher, the lock files and the Dockerfile."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import segue

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
NOT_OURS = {"calls", "__pycache__"}
"""Folders that git ignores, as it does those that begin with a dot, but for .ci."""
MACHINE_OR_REGISTRY = re.compile(
    r"/wor[k]/|/tmp/[x]\b|pypi[.]org|python[h]osted|npmjs[.]org|proxy[.]golang|--index-ur[l]"
)


def entries(lock: str) -> dict[str, str]:
    """Each pinned requirement with its marker, to its hashes."""
    text = (ROOT / lock).read_text().replace("\\\n", "")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {line.partition(" --hash")[0].strip(): " ".join(sorted(line.split("--hash=")[1:])) for line in lines}


def test_the_package_knows_its_own_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert segue.__version__ == project["version"]


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_that_is_locked_has_its_version_and_hashes(lock: str) -> None:
    assert [entry for entry, hashes in entries(lock).items() if "==" not in entry or "sha256:" not in hashes] == []


def test_the_tests_lock_file_holds_all_of_the_runtimes() -> None:
    """The launcher counts on it: an environment made for the tests serves calls too."""
    assert entries(LOCKS[0]).items() <= entries(LOCKS[1]).items()


def test_what_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    tests_want = [*extras["dev"], *extras["cartesia"], *extras["elevenlabs"]]
    for lock, asked in zip(LOCKS, [project["dependencies"], tests_want], strict=True):
        names = {re.split(r"[=~<>]", wish)[0] for wish in asked}
        assert names <= {entry.partition("==")[0] for entry in entries(lock)}, f"{lock} is older than pyproject.toml"


def test_livekit_agents_and_its_plugins_are_pinned_to_what_is_installed_and_locked() -> None:
    """What is used beyond their exports (segue/library.py) was read and tried in this version and in no other."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [project["dependencies"], *project["optional-dependencies"].values()]
    pinned = [wish for wishes in asked for wish in wishes if re.match(r"livekit-(agents|plugins-)", wish)]
    assert len(pinned) == 7
    for wish in pinned:
        name, equals, version = wish.partition("==")
        assert equals, f"{wish} is not pinned"
        with contextlib.suppress(metadata.PackageNotFoundError):  # an extra
            assert metadata.version(name) == version
    locked = {entry.partition(" ")[0] for entry in entries(LOCKS[1])}
    assert {wish for wish in pinned if "noise-cancellation" not in wish} <= locked, "that one is in no lock"


def test_no_file_names_a_registry_or_a_machine_it_was_written_on() -> None:
    def says_so(path: Path) -> bool:
        return path.is_file() and bool(MACHINE_OR_REGISTRY.search(path.read_text(errors="ignore")))

    assert [str(path) for path in _files() if says_so(path)] == []


def _files() -> list[Path]:
    inside = (Path(folder) / name for folder, folders, names in _walk() for name in names)
    return [path for path in inside if path.suffix not in {".wav", ".sqlite"} and path.name != ".env"]


def _walk() -> list[tuple[str, list[str], list[str]]]:
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and (name == ".ci" or name[0] != ".")]
        found.append((folder, folders, names))
    return found


@pytest.mark.parametrize("script", ["segue", ".ci/run"])
def test_the_scripts_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_ci_runs_what_the_readme_says_and_nothing_else() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[-2:] == ["export CI=true", "exec ./segue test"]


def launch(*words: str, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, ROOT / "segue", *words], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_verbs_are_listed_before_there_is_an_environment(tmp_path: Path) -> None:
    for part in ("segue", "commands"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, tmp_path / part)
    listed = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "segue"], capture_output=True, text=True, check=False
    )
    assert listed.returncode == 0
    assert "./segue demo" in listed.stdout
    assert not (tmp_path / ".venv").exists()


def test_a_verb_there_is_not_is_refused_with_the_list() -> None:
    refused = launch("dmeo")
    assert refused.returncode == 2
    assert "no verb 'dmeo'" in refused.stderr
    assert "./segue demo" in refused.stderr


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_is_built_from_hashes_and_leaves_its_tools_behind() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) == 2
    assert all(":3.11-slim" in stage for stage in stages), "the Python that the tests run on"
    assert any("--require-hashes -r requirements.lock" in rest for word, rest in instructions() if word == "RUN")


def test_the_image_runs_the_worker_as_nobody_special() -> None:
    last = dict(instructions())
    assert last["USER"] not in {"root", "0"}
    assert last["CMD"] == '["python", "agent.py", "start"]'
    assert "ENTRYPOINT" not in last


def test_the_image_asks_the_worker_how_it_is() -> None:
    last = dict(instructions())
    assert f"SEGUE_HEALTH_PORT={last['EXPOSE']}" in last["ENV"]
    assert "SEGUE_HEALTH_PORT" in last["HEALTHCHECK"]


def test_nothing_that_runs_in_the_image_reports_home() -> None:
    assert "ORT_DISABLE_TELEMETRY=1" in dict(instructions())["ENV"].split()


def test_no_secret_gets_into_the_image() -> None:
    assert not [rest for word, rest in instructions() if re.search(r"KEY|SECRET|TOKEN|PASSWORD", rest)]
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert rules[0] == "*", "nothing goes in but what is named"
    named = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert named == {"requirements.lock", "LICENSE", "agent.py", "agents", "tools", "profiles", "src"}
