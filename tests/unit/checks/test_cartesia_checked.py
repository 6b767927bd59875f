"""Cartesia as it is chosen: what is told of it at the start, and by a check."""

import aiohttp
import pytest

from agents import team
from segue.checks import Report
from segue.checks.needs import needs
from segue.models.cartesia.trial import try_cartesia
from segue.models.trials.service import Cell, Finding, Part
from segue.profile.load import load
from segue.profile.playing import SetName
from segue.settings import Misconfigured, Settings
from segue.worker.context import WorkerContext
from testbed.ports import nobodys_url
from testbed.providers.cartesia.double import CartesiaDouble
from testbed.providers.cartesia.requests import KEY
from testbed.providers.cloud import KEYS
from testbed.providers.faults import Empty
from tests.unit.checks.checked import PROFILES

CHOSEN = {"SEGUE_CLOUD_TTS": "cartesia", "CARTESIA_API_KEY": KEY, "SEGUE_PROFILES_DIR": str(PROFILES)}
YES, NO, UNTRIED = Cell.YES, Cell.NO, Cell.UNTRIED
NOBODY = "00000000-0000-0000-0000-000000000000"


def told(**more: str) -> list[str]:
    """What the worker says instead of starting."""
    with pytest.raises(Misconfigured) as misconfigured:
        WorkerContext.open(Settings.read({**KEYS, **CHOSEN, **more}), team)
    return misconfigured.value.problems


def test_a_voice_that_is_no_id_is_one_line() -> None:
    (line,) = told(SEGUE_CARTESIA_VOICES="low=echo")
    assert line.startswith("SEGUE_CARTESIA_VOICES is 'echo'; set it to a voice's id, such as f786b574-")


def test_a_provider_there_is_not_is_one_line() -> None:
    (line,) = told(SEGUE_CLOUD_TTS="parrot")
    assert line.startswith("SEGUE_CLOUD_TTS is 'parrot'; set it to one of openai, cartesia, elevenlabs")


def speaking(report: Report, stage: str = "intro") -> Finding:
    row = next(row for row in report.stages if row.stage == stage)
    return next(one for one in row.findings if one.service.part is Part.TTS)


def answers(one: Finding) -> tuple[Cell, Cell, Cell, Cell]:
    return one.key, one.reachable, one.known, one.trial


async def tried(double: CartesiaDouble, **more: str) -> Finding:
    """What the first stage's voice comes to."""
    settings = Settings.read({**KEYS, **CHOSEN, "SEGUE_CARTESIA_URL": double.url, **more})
    spec = load(PROFILES / "storyteller", team(settings.store).known()).stages["intro"]
    (service,) = [need.service for need in needs(spec, SetName.CLOUD, settings.models) if need.service.part is Part.TTS]
    async with aiohttp.ClientSession() as http:
        return await try_cartesia(http, service)


@pytest.mark.parametrize(
    ("wrong", "found", "reason", "fix"),
    [
        ({"CARTESIA_API_KEY": "nobodys"}, (NO, YES, UNTRIED, NO), "refuses the key (HTTP 401)", "CARTESIA_API_KEY"),
        ({"SEGUE_CARTESIA_VOICES": f"warm={NOBODY}"}, (YES, YES, UNTRIED, NO), "Voice not found: ", "_VOICES"),
        ({"SEGUE_CARTESIA_TTS": "sonata"}, (YES, YES, UNTRIED, NO), "refused: Invalid model: ", "SEGUE_CARTESIA_TTS"),
        ({"SEGUE_CARTESIA_URL": nobodys_url()}, (YES, NO, UNTRIED, UNTRIED), "connection refused", "_CARTESIA_URL"),
    ],
    ids=["wrong key", "no such voice", "no such model", "dead endpoint"],
)
async def test_what_is_wrong_with_it_is_told_with_its_setting(
    wrong: dict[str, str], found: tuple[Cell, ...], reason: str, fix: str
) -> None:
    async with CartesiaDouble() as double:
        one = await tried(double, **wrong)
    assert answers(one) == found
    assert reason in one.reason
    assert fix in one.fix
    assert "nobodys" not in str(one.as_json())


async def test_an_answer_without_a_sound_is_no_answer() -> None:
    async with CartesiaDouble() as double:
        double.speech.faults.always(Empty())
        one = await tried(double)
    assert answers(one) == (YES, YES, YES, NO)
    assert "no sound in its answer" in one.reason
