"""Where a rehearsal's lines are wanted and missing, one line says who wants them and where they go."""

from pathlib import Path

import pytest

from agents import team
from segue.checks import unwritten
from segue.profile.load import load
from segue.profile.model import Profile
from segue.settings import Misconfigured, Settings
from segue.worker.context import WorkerContext
from testbed.providers.cloud import KEYS
from tests.unit.checks.checked import storyteller

ADD = "add it (docs/profiles.md#rehearsal)"
ALL = "`intro`, `task` and `story` are"
MODELS = "    title: Choosing a story\n"


def bare(folder: Path, *changes: tuple[str, str]) -> Profile:
    """The storyteller in `folder`, changed and without its rehearsal."""
    storyteller(folder, *changes)
    (folder / "storyteller" / "rehearsal.yaml").unlink()
    return load(folder / "storyteller", team(folder / "book.sqlite").known())


def told(folder: Path, profile: Profile, **env: str) -> list[str]:
    settings = Settings.read({**KEYS, "SEGUE_PROFILES_DIR": str(folder), **env})
    lines = unwritten(profile, folder / "storyteller", settings)
    return [line.removeprefix(f"{folder}/storyteller/") for line in lines]


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({}, ""),
        ({"SEGUE_MODELS": "local"}, ""),
        ({"SEGUE_BACKUP": "local"}, ""),
        ({"SEGUE_LOCAL_TOOLS_BY": "rules"}, ""),
        ({"SEGUE_MODELS": "local", "SEGUE_BACKUP": "rehearsal"}, ""),
        (
            {"SEGUE_MODELS": "rehearsal"},
            f"{ALL} played by the rehearsal set (SEGUE_MODELS): {ADD}, or set SEGUE_MODELS=cloud",
        ),
        (
            {"SEGUE_MODELS": "cloud,task=rehearsal"},
            f"`task` is played by the rehearsal set (SEGUE_MODELS): {ADD}, or set SEGUE_MODELS=cloud",
        ),
        (
            {"SEGUE_BACKUP": "rehearsal"},
            f"{ALL} backed by the rehearsal set (SEGUE_BACKUP): {ADD}, or set SEGUE_BACKUP=none",
        ),
        (
            {"SEGUE_BACKUP": "rehearsal", "SEGUE_MODELS": "local,story=cloud"},
            f"`story` is backed by the rehearsal set (SEGUE_BACKUP): {ADD}, or set SEGUE_BACKUP=none",
        ),
        (
            {"SEGUE_MODELS": "local", "SEGUE_LOCAL_TOOLS_BY": "rules"},
            f"{ALL} led by rules (SEGUE_LOCAL_TOOLS_BY): {ADD}, or set SEGUE_LOCAL_TOOLS_BY=model",
        ),
        (
            {"SEGUE_BACKUP": "local", "SEGUE_LOCAL_TOOLS_BY": "rules"},
            f"{ALL} led by rules (SEGUE_LOCAL_TOOLS_BY): {ADD}, or set SEGUE_LOCAL_TOOLS_BY=model",
        ),
        (
            {"SEGUE_MODELS": "local,task=rehearsal", "SEGUE_LOCAL_TOOLS_BY": "rules"},
            "`intro` and `story` are led by rules (SEGUE_LOCAL_TOOLS_BY), `task` is played by the rehearsal set "
            f"(SEGUE_MODELS): {ADD}, or set SEGUE_LOCAL_TOOLS_BY=model and set SEGUE_MODELS=cloud",
        ),
    ],
)
def test_a_setting_that_has_lines_spoken_is_named(tmp_path: Path, env: dict[str, str], says: str) -> None:
    lines = [f"rehearsal.yaml: no such file; {says}"] if says else []
    assert told(tmp_path, bare(tmp_path), **env) == lines


@pytest.mark.parametrize(
    ("key", "env", "says"),
    [
        ("models: rehearsal", {}, "`task` is played by the rehearsal set (`models:`): {}, or write `models: cloud`"),
        (
            "tools_by: rules",
            {"SEGUE_MODELS": "local"},
            "`task` is led by rules (`tools_by:`): {}, or write `tools_by: model`",
        ),
        ("tools_by: rules", {}, ""),
        ("tools_by: rules", {"SEGUE_MODELS": "local", "SEGUE_LOCAL_TOOLS_BY": "model"}, ""),
    ],
)
def test_a_key_of_the_profile_that_has_lines_spoken_is_named(
    tmp_path: Path, key: str, env: dict[str, str], says: str
) -> None:
    profile = bare(tmp_path, (MODELS, f"{MODELS}    {key}\n"))
    assert told(tmp_path, profile, **env) == ([f"rehearsal.yaml: no such file; {says.format(ADD)}"] if says else [])


def test_a_stage_without_lines_is_missed_where_it_is_rehearsed_and_nowhere_else(tmp_path: Path) -> None:
    profile, _ = storyteller(tmp_path)
    file = tmp_path / "storyteller" / "rehearsal.yaml"
    file.write_text(file.read_text().partition("  story:\n")[0])
    profile = load(file.parent, team(tmp_path / "book.sqlite").known())
    assert told(tmp_path, profile, SEGUE_MODELS="rehearsal,story=cloud") == []
    assert told(tmp_path, profile, SEGUE_MODELS="rehearsal") == [
        "rehearsal.yaml: no lines for `story`; `story` is played by the rehearsal set (SEGUE_MODELS): add them "
        "(docs/profiles.md#rehearsal), or set SEGUE_MODELS=cloud"
    ]


def test_a_worker_does_not_start_without_lines_that_it_needs_and_needs_none_for_the_cloud(tmp_path: Path) -> None:
    bare(tmp_path)
    env = {**KEYS, "SEGUE_PROFILES_DIR": str(tmp_path)}
    assert WorkerContext.open(Settings.read(env), team).profile.rehearsal is None
    with pytest.raises(Misconfigured) as refused:
        WorkerContext.open(Settings.read({**env, "SEGUE_MODELS": "rehearsal"}), team)
    (line,) = refused.value.problems
    assert line.startswith(f"{tmp_path}/storyteller/rehearsal.yaml: no such file; {ALL} played by the rehearsal set")
