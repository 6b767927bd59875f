"""Whatever is logged within a call says which call it was."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from livekit.agents.testing import fake_job_context

from agents import team
from commands.play.logs import OfCall
from segue.models.failover.switch import OnSwitch, Reason, Switch
from segue.profile.model import Profile
from segue.settings import Settings
from segue.worker.context import WorkerContext
from segue.worker.job import answer

KEYS = {"OPENAI_API_KEY": "k", "DEEPGRAM_API_KEY": "k"}
PROFILES = Path(__file__).parents[3] / "profiles"
MALFORMED = '{"profile": "../clinic"}'


class Answered(Exception):
    """The call came as far as its models."""


class Switching(WorkerContext):
    """Its models fail before they have said a word."""

    def model_set(self, profile: Profile, on_switch: OnSwitch) -> NoReturn:
        Switch("llm", on_switch).away_from("primary", ["primary", "backup"], Reason.FAILED)
        logging.getLogger("livekit.agents").error("the library's own")
        raise Answered


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


async def test_in_a_room_every_record_carries_the_call_and_the_room(kept: Kept) -> None:
    settings = Settings.read({**KEYS, "SEGUE_MODELS": "cloud", "SEGUE_PROFILES_DIR": str(PROFILES)})
    worker = WorkerContext.open(settings, team)
    with fake_job_context(job_id="AJ_one", job_metadata=MALFORMED) as ctx:
        ctx._on_setup()  # as the library does before it lets the job begin
        with pytest.raises(Answered):
            await answer(ctx, Switching(worker.settings, worker.team, worker.profiles))
    logging.getLogger("segue.worker").warning("between calls")
    said = [(record.getMessage(), vars(record).get("call"), vars(record).get("room")) for record in kept.records]
    within = ["job metadata disregarded", "switched models", "the library's own"]
    assert said == [*((message, "AJ_one", "fake-room") for message in within), ("between calls", None, None)]


def line(name: str, **said: object) -> str:
    record = logging.makeLogRecord({"name": name, "levelname": "ERROR", "msg": "gone", **said})
    return OfCall("20261124-one").format(record)


def test_on_this_machine_each_line_ends_with_the_call_and_what_else_we_say() -> None:
    assert line("segue.screen", error="OSError") == "ERROR segue.screen: gone call=20261124-one error=OSError"


def test_of_other_peoples_records_nothing_is_told_but_their_message() -> None:
    assert line("livekit.agents", user_input="my secret") == "ERROR livekit.agents: gone call=20261124-one"
