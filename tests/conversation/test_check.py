"""`./segue check`, as a user runs it: what it prints, and what it exits with."""

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from commands import check
from testbed.ports import nobodys_url
from testbed.providers.cloud import KEYS
from tests.unit.checks.checked import PROFILES, cloud

STAGE_KEYS = ["stage", "set", "mode_asked", "mode", "models", "verdict", "reason", "fix", "place", "troubles"]
MODEL_KEYS = [
    "part",
    "model",
    "voice",
    "endpoint",
    "role",
    "key",
    "reachable",
    "known",
    "trial",
    "tools",
    "reason",
    "fix",
]
EDGE_KEYS = ["edge", "origin", "target", "carries", "fixed_line", "transcribes_caller", "turns", "mutable_context"]
JUDGED_KEYS = ["verdict", "reason", "fix", "place", "troubles"]


class Run:
    """Runs the verb in an environment of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    async def __call__(self, env: Mapping[str, str], *argv: str) -> tuple[int, str, str]:
        """What it exits with, and what it writes to its standard output and error."""
        for name, value in {"SEGUE_PROFILES_DIR": str(PROFILES), **env}.items():
            self._monkeypatch.setenv(name, value)
        status = await asyncio.to_thread(check.main, argv)
        return status, *self._capsys.readouterr()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Where there is no .env, and nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEGUE_") and "TESTS" not in name] + [*KEYS]:
        monkeypatch.delenv(name, raising=False)
    return Run(monkeypatch, capsys)


async def test_without_keys_every_stage_says_which_it_lacks(run: Run) -> None:
    status, out, err = await run({})
    assert (status, err) == (2, "")
    assert "  cannot: `intro`: DEEPGRAM_API_KEY is not set\n" in out
    assert "  cannot: `story`: OPENAI_API_KEY is not set\n" in out
    assert "SEGUE_MODELS=rehearsal" in out
    assert out.endswith("storyteller: cannot\n")


async def test_with_keys_and_providers_that_answer_all_works(run: Run) -> None:
    async with cloud() as four:
        status, out, err = await run(four.env())
    assert (status, err) == (0, "")
    assert out.endswith("storyteller: works\n")
    assert not any(key in out for key in KEYS.values())
    assert "\033" not in out


async def test_a_loss_exits_with_1(run: Run) -> None:
    async with cloud() as four:
        status, out, _ = await run(four.env(SEGUE_REALTIME_TURNS="server"))
    assert status == 1
    assert "fix it: set SEGUE_REALTIME_TURNS=local" in out


async def test_a_dead_endpoint_exits_with_2(run: Run) -> None:
    async with cloud() as four:
        status, out, _ = await run(four.env(SEGUE_REALTIME_URL=nobodys_url()))
    assert status == 2
    assert "(connection refused)" in out


async def test_rehearsal_needs_nothing(run: Run) -> None:
    status, out, _ = await run({}, "--models", "rehearsal", "--profile", "clinic")
    assert status == 0
    assert out.endswith("clinic: works\n")


async def test_a_stage_that_lacks_lines_is_told_in_its_row_and_the_cloud_needs_none(run: Run, tmp_path: Path) -> None:
    shutil.copytree(PROFILES / "storyteller", tmp_path / "storyteller")
    (tmp_path / "storyteller" / "rehearsal.yaml").unlink()
    here = {"SEGUE_PROFILES_DIR": str(tmp_path)}
    status, out, err = await run(here, "--models", "rehearsal")
    assert (status, err) == (2, "")
    for stage in ("intro", "task", "story"):
        assert f"  cannot: `{stage}` is played by the rehearsal set (SEGUE_MODELS), and has no lines\n" in out
    assert f"or set SEGUE_MODELS=cloud ({tmp_path}/storyteller/rehearsal.yaml)\n" in out
    assert out.endswith("storyteller: cannot\n")
    async with cloud() as four:
        assert (await run({**four.env(), **here}))[0] == 0


async def test_models_can_be_asked_for_stage_by_stage(run: Run) -> None:
    status, out, _ = await run({}, "--models", "rehearsal, story=cloud", "--offline")
    assert status == 2
    assert "`story`: OPENAI_API_KEY is not set" in out
    assert "`intro`" not in out


async def test_json_has_the_same_keys_whatever_is_found(run: Run) -> None:
    async with cloud() as four:
        well = json.loads((await run(four.env(), "--json"))[1])
        ill = json.loads((await run(four.env(SEGUE_OPENAI_LLM="none", SEGUE_REALTIME_TURNS="server"), "--json"))[1])
    for told in (well, ill):
        assert [*told] == ["profile", "offline", "verdict", "stages", "edges", "notes"]
        assert {tuple(stage) for stage in told["stages"]} == {tuple(STAGE_KEYS)}
        assert {tuple(model) for stage in told["stages"] for model in stage["models"]} == {tuple(MODEL_KEYS)}
        assert {tuple(edge) for edge in told["edges"]} == {(*EDGE_KEYS, *JUDGED_KEYS)}
    assert (well["verdict"], ill["verdict"]) == ("works", "cannot")
    assert troubles(well) == []
    assert {"verdict", "reason", "fix", "place"} == {*troubles(ill)[0]}


def troubles(told: dict[str, Any]) -> list[dict[str, str]]:
    return [trouble for row in (*told["stages"], *told["edges"]) for trouble in row["troubles"]]


@pytest.mark.parametrize(
    ("env", "argv", "line"),
    [
        ({"SEGUE_MODELS": "cluod"}, [], "SEGUE_MODELS is 'cluod'; set it to one of"),
        (
            {},
            ["--models", "rehearsal", "--profile", "storyteler"],
            "no profile 'storyteler'; did you mean `storyteller`?",
        ),
    ],
)
async def test_what_cannot_be_read_is_told_in_the_usual_lines(
    run: Run, env: dict[str, str], argv: list[str], line: str
) -> None:
    status, out, err = await run(env, *argv)
    assert (status, out) == (2, "")
    assert line in err
