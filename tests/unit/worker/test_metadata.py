"""What a job's metadata may say of a call, and all that it may not."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from livekit.agents import JobContext

from agents import team
from segue.profile.load import load
from segue.profile.model import Profile
from segue.worker.context import WorkerContext
from segue.worker.job import metadata
from segue.worker.metadata import LARGEST_BYTES, BadMetadata, read

PROFILES = Path(__file__).parents[3] / "profiles"

MALFORMED = {
    "not JSON": "profile=clinic",
    "cut short": '{"profile": "clinic"',
    "no object": '["clinic"]',
    "a number": "7",
    "null": "null",
    "not a number either": '{"facts": {"name": NaN}}',
    "huge": json.dumps({"caller": "x" * LARGEST_BYTES}),
    "huge in bytes alone": json.dumps({"caller": "é" * LARGEST_BYTES}, ensure_ascii=False),
    "nested deep": "[" * 8000,
    "nested deep in facts": '{"facts": ' + '{"name": ' * 800 + '""' + "}" * 801,
    "an unknown key": '{"profile": "clinic", "model": "gpt-9"}',
    "a URL to call": '{"url": "https://example.com"}',
    "an unknown profile": '{"profile": "bank"}',
    "a path for a profile": '{"profile": "../../etc"}',
    "an absolute path": '{"profile": "/etc/passwd"}',
    "a profile of another type": '{"profile": 1}',
    "a profile in a list": '{"profile": ["clinic"]}',
    "an empty profile": '{"profile": ""}',
    "facts in a list": '{"facts": ["Ada"]}',
    "a fact of another type": '{"facts": {"name": 7}}',
    "a fact that is true": '{"facts": {"name": true}}',
    "a fact in an object": '{"facts": {"name": {"first": "Ada"}}}',
    "an unknown fact": '{"facts": {"card": "4000 1234"}}',
    "another profile's fact": '{"profile": "clinic", "facts": {"place": "Turin"}}',
    "no choice there is": '{"facts": {"mood": "legal"}}',
    "no name": '{"facts": {"name": "{system}<script>"}}',
    "a name without end": json.dumps({"facts": {"name": "Ada " * 500}}),
    "more facts than there can be": json.dumps({"facts": {f"fact{n}": "x" for n in range(21)}}),
    "an empty caller": '{"caller": ""}',
    "a caller of another type": '{"caller": 7}',
    "a caller without end": json.dumps({"caller": "x" * 257}),
    "half a character": '{"caller": "\\ud800"}',
}


@cache
def profiles() -> Mapping[str, Profile]:
    known = team(Path("unused.sqlite")).known()
    return {name: load(PROFILES / name, known) for name in ("clinic", "storyteller")}


def test_no_metadata_is_the_default_profile_and_whoever_comes_first() -> None:
    for blank in ("", "  \n"):
        told = read(blank, profiles(), "storyteller")
        assert (told.profile.name, dict(told.facts), told.caller) == ("storyteller", {}, None)


def test_metadata_may_name_a_profile_facts_and_the_caller() -> None:
    text = '{"profile": "clinic", "facts": {"name": "ada", "day": "on tuesday"}, "caller": "ada-1"}'
    told = read(text, profiles(), "storyteller")
    assert told.profile.name == "clinic"
    assert dict(told.facts) == {"name": "Ada", "day": "Tuesday"}
    assert told.caller == "ada-1"


def test_facts_alone_are_of_the_default_profile() -> None:
    told = read('{"facts": {"place": "Turin"}}', profiles(), "storyteller")
    assert (told.profile.name, dict(told.facts)) == ("storyteller", {"place": "Turin"})


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_malformed_metadata_is_refused_in_one_line_that_repeats_none_of_it(text: str) -> None:
    with pytest.raises(BadMetadata) as bad:
        read(text, profiles(), "storyteller")
    line = str(bad.value)
    assert line.startswith("the job's metadata ")
    assert "\n" not in line
    assert len(line) < 250
    assert not any(secret in line for secret in ("gpt-9", "example.com", "passwd", "4000", "script", "Ada"))


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_job_with_malformed_metadata_is_taken_as_one_without(text: str, caplog: pytest.LogCaptureFixture) -> None:
    told = metadata(job(text), context())
    assert (told.profile.name, dict(told.facts), told.caller) == ("storyteller", {}, None)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "job metadata disregarded")
    ]


def test_a_job_with_good_metadata_warns_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert metadata(job('{"profile": "clinic"}'), context()).profile.name == "clinic"
    assert not caplog.records


def job(text: str) -> JobContext:
    """As much of a job as is looked at."""
    return cast(JobContext, SimpleNamespace(job=SimpleNamespace(metadata=text)))


def context() -> WorkerContext:
    """As much of a house as is looked at."""
    settings: Any = SimpleNamespace(profile="storyteller")
    return WorkerContext(settings, team(Path("unused.sqlite")), profiles())
