"""When the worker is full: by calls, begun or promised, and by nothing else."""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pytest
from livekit.agents import JobExecutorType

from agents import team
from segue.settings import Misconfigured, Settings
from segue.worker.context import WorkerContext
from segue.worker.server import FULL, Worker

PROFILES = Path(__file__).parents[3] / "profiles"


class Busy(Worker):
    """A worker with some calls under way, and some promised to the server but not begun."""

    def __init__(self, most: int, taken: int, promised: int = 0, models: str = "rehearsal") -> None:
        keys = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k"}
        env = {**keys, "SEGUE_MODELS": models, "SEGUE_MAX_CALLS": str(most)}
        super().__init__(WorkerContext(Settings.read(env), team(Path("unused.sqlite")), {}), lambda process: None)
        self._taken = taken
        self._devmode = False
        self._worker_load = self._share_taken()
        self._reserved_slots = promised

    @property
    def active_jobs(self) -> list[Any]:
        return [object()] * self._taken


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 7, 8, 12, 500])
def test_it_takes_calls_up_to_its_number_and_not_one_more(most: int) -> None:
    for taken in {0, 1, most - 1}:
        left = most - taken
        assert Busy(most, taken, promised=left - 1)._is_available()
        assert not Busy(most, taken, promised=left)._is_available()
    assert not Busy(most, most)._is_available()


async def test_one_that_is_told_to_stop_while_it_still_looks_for_its_server_has_nothing_to_end() -> None:
    env = {"SEGUE_MODELS": "rehearsal"}
    worker = Worker(WorkerContext(Settings.read(env), team(Path("unused.sqlite")), {}), lambda process: None)
    assert worker.active_jobs == []
    await worker.drain()
    await worker.aclose()


def test_the_load_it_reports_grows_with_each_call_and_is_one_when_full() -> None:
    loads = [Busy(4, taken)._share_taken() for taken in range(6)]
    assert loads == sorted(loads)
    assert loads[0] == 0.0
    assert loads[3] < FULL
    assert loads[4:] == [1.0, 1.0]


def test_local_models_are_shared_by_threads_and_cloud_calls_are_processes() -> None:
    assert Busy(4, 0)._job_executor_type is JobExecutorType.THREAD
    assert Busy(4, 0, models="cloud")._job_executor_type is JobExecutorType.PROCESS


@pytest.mark.parametrize("models", ["rehearsal,story=cloud", "cloud,story=local", "cloud"])
def test_one_stage_with_local_models_is_enough_for_threads(models: str) -> None:
    env = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k", "SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_MODELS": models}
    context = WorkerContext.open(Settings.read(env), team)
    executor = Worker(context, context.prepare)._job_executor_type
    assert executor is (JobExecutorType.PROCESS if models == "cloud" else JobExecutorType.THREAD)


def test_a_profile_with_a_test_is_loaded_and_what_is_none_is_left_alone(tmp_path: Path) -> None:
    shutil.copytree(PROFILES / "clinic", tmp_path / "clinic")
    assert (tmp_path / "clinic" / "test_clinic.py").exists()
    for folder in ("__pycache__", ".new-x"):
        (tmp_path / folder).mkdir()
    env = {"SEGUE_PROFILES_DIR": str(tmp_path), "SEGUE_MODELS": "rehearsal", "SEGUE_PROFILE": "clinic"}
    assert [*WorkerContext.open(Settings.read(env), team).profiles] == ["clinic"]


@pytest.mark.parametrize("served", [{"STT"}, {"TTS"}, {"STT", "TTS"}], ids="+".join)
def test_where_servers_do_all_the_listening_and_speaking_no_call_needs_local_models(served: set[str]) -> None:
    env = {f"SEGUE_LOCAL_{each}_URL": "http://127.0.0.1:9/v1" for each in served}
    context = WorkerContext.open(
        Settings.read({**env, "SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_MODELS": "local"}), team
    )
    assert context.needs_local_models is (len(served) == 1)


async def test_without_a_server_to_go_to_it_ends_with_a_line_for_each_thing_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as ended:
        await Busy(4, 0).run()
    assert ended.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in lines] == list(names)
    assert all(line.startswith("segue: ") and ".env.example" in line for line in lines)


def test_options_given_on_the_command_line_count_as_set() -> None:
    worker = cast(Worker, Busy(4, 0))
    worker.update_options(ws_url="ws://127.0.0.1:1", api_key="key", api_secret="secret")
    assert worker._missing() == []


@pytest.mark.skipif(find_spec("livekit.plugins.noise_cancellation") is not None, reason="the extra is installed here")
def test_krisp_without_its_extra_is_a_line_before_the_first_call() -> None:
    settings = Settings.read({"SEGUE_MODELS": "rehearsal", "SEGUE_NOISE_CANCELLATION": "krisp"})
    with pytest.raises(Misconfigured, match="krisp, which is not installed; install"):
        WorkerContext.open(settings, team)


def test_a_worker_that_has_lost_a_slot_takes_no_more_calls() -> None:
    worker = Busy(4, 0)
    worker._lost.add("call_7")
    assert worker._share_taken() == 1.0
