"""Whatever is logged within a call says which call it was."""

import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from livekit.agents import APIConnectionError
from livekit.agents.testing import fake_job_context

from agents import team
from commands.play.logs import OfCall, untold
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


def record(name: str, **said: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": name, "levelname": "ERROR", "msg": "gone", **said})


def line(name: str, **said: object) -> str:
    return OfCall("20261124-one").format(record(name, **said))


def raised(error: Exception) -> dict[str, object]:
    """What a record holds that was logged where `error` was caught."""
    try:
        raise error
    except type(error):
        return {"exc_info": sys.exc_info()}


def test_on_this_machine_each_line_ends_with_the_call_and_what_else_we_say() -> None:
    assert line("segue.screen", error="OSError") == "ERROR segue.screen: gone call=20261124-one error=OSError"


def test_of_other_peoples_records_nothing_is_told_but_their_message() -> None:
    assert line("livekit.agents", user_input="my secret") == "ERROR livekit.agents: gone call=20261124-one"


def test_an_error_is_one_line_with_the_place_in_ones_own_code() -> None:
    text = line("livekit.agents", **raised(KeyError("no such key")))
    place = r"tests/unit/commands/test_logs\.py:\d+"
    assert re.fullmatch(
        rf"ERROR livekit\.agents: gone error=KeyError: 'no such key' \({place}\) call=20261124-one", text
    )


def test_nobodys_words_command_the_terminal_that_shows_the_log() -> None:
    text = line("livekit.agents", msg="a\033[2Jb", **raised(ValueError("\u202ea\nb")))
    assert text.isprintable()


def test_what_the_call_itself_tells_of_is_not_told_twice() -> None:
    assert not untold(record("livekit.agents", **raised(APIConnectionError())))
    assert untold(record("livekit.agents", **raised(KeyError())))
    assert untold(record("livekit.agents"))
