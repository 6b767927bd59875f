"""`--profile` and SEGUE_PROFILES_DIR: every verb and the worker find the same profiles, wherever they are started."""

import argparse
import shutil
from pathlib import Path

import pytest

from agents import team
from commands import check, demo, talk
from commands.play.asked_for import add_arguments, folder_of
from segue.settings import Misconfigured, Settings
from segue.worker.context import WorkerContext
from tests.unit.checks.checked import PROFILES


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile of one's own, in a folder of one's own beside other things, somewhere else than the checkout."""
    folder = tmp_path / "own" / "tailor"
    shutil.copytree(PROFILES / "clinic", folder)
    file = folder / "profile.yaml"
    file.write_text(file.read_text().replace("name: clinic", "name: tailor"))
    for other in (".git", "lost+found", "__pycache__"):
        (tmp_path / "own" / other).mkdir()
    monkeypatch.chdir(tmp_path)
    return folder


def asked(*argv: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(argv)


@pytest.mark.parametrize("said", ["own/tailor", "./own/tailor/", "own/tailor/profile.yaml", "{}"])
def test_a_path_is_found_from_where_one_is(own: Path, said: str) -> None:
    assert folder_of(asked("--profile", said.format(own))) == own


def test_a_name_is_looked_for_in_the_folder_that_is_set(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_PROFILES_DIR", "own")
    monkeypatch.setenv("SEGUE_PROFILE", "tailor")
    assert folder_of(asked()).resolve() == own
    assert check.main(["--models", "rehearsal", "--offline"]) == 0
    assert WorkerContext.open(Settings.from_environment({"SEGUE_MODELS": "rehearsal"}), team).profile.name == "tailor"


def test_without_a_word_they_are_those_that_come_along(own: Path) -> None:
    assert folder_of(asked()) == PROFILES / "storyteller"


@pytest.mark.parametrize("verb", [check, demo, talk])
def test_every_verb_tells_the_same_of_one_that_is_not_there(
    own: Path, verb: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb.main(["--models", "rehearsal", "--profile", "own/tailr"]) == 2  # type: ignore[attr-defined]  # has one
    assert capsys.readouterr().err == f"{own.parent}: no profile 'tailr'; did you mean `tailor`?\n"


def test_a_folder_of_profiles_that_is_not_there_is_told_by_its_setting(own: Path) -> None:
    settings = Settings.read({"SEGUE_MODELS": "rehearsal", "SEGUE_PROFILES_DIR": "nowhere"})
    with pytest.raises(Misconfigured, match=r"^nowhere: no such folder of profiles; set SEGUE_PROFILES_DIR to one"):
        WorkerContext.open(settings, team)
