"""Cartesia as it is chosen: what is told of it at the start, and by a check."""

import aiohttp
import pytest

from agents import team
from segue.checks import Report, Verdict
from segue.checks.cartesia import try_cartesia
from segue.checks.needs import needs
from segue.checks.services import Answer, Finding, Part, Speaks
from segue.profile.load import load
from segue.profile.playing import SetName
from segue.settings import Misconfigured, Settings, extras
from segue.worker.context import WorkerContext
from testbed.ports import nobodys_url
from testbed.providers.cartesia.double import CartesiaDouble
from testbed.providers.cartesia.requests import KEY
from testbed.providers.cloud import KEYS
from testbed.providers.faults import Empty
from tests.unit.checks.checked import PROFILES, checked, cloud

CHOSEN = {"SEGUE_CLOUD_TTS": "cartesia", "CARTESIA_API_KEY": KEY, "SEGUE_PROFILES_DIR": str(PROFILES)}
YES, NO, UNTRIED = Answer.YES, Answer.NO, Answer.UNTRIED
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def uninstalled(monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes this machine one without the extra; the command that would install it."""
    monkeypatch.setattr(extras, "_installed", lambda _: False)
    return "python3 -m pip --python .venv install livekit-plugins-cartesia==1.8."


def told(**more: str) -> list[str]:
    """What the worker says instead of starting."""
    with pytest.raises(Misconfigured) as misconfigured:
        WorkerContext.open(Settings.read({**KEYS, **CHOSEN, **more}), team)
    return misconfigured.value.problems


@pytest.mark.parametrize("models", ["", "cloud"])
def test_without_its_key_it_is_one_line(models: str) -> None:
    (line,) = told(CARTESIA_API_KEY="", SEGUE_MODELS=models)
    assert line.startswith("CARTESIA_API_KEY is not set; set it, or ")


@pytest.mark.parametrize("models", ["", "cloud"])
def test_without_its_extra_it_is_one_line_with_the_command_that_installs_it(models: str, uninstalled: str) -> None:
    (line,) = told(SEGUE_MODELS=models)
    assert line.startswith(f"SEGUE_CLOUD_TTS is cartesia, which is not installed; {uninstalled}")


def test_a_voice_that_is_no_id_is_one_line() -> None:
    (line,) = told(SEGUE_CARTESIA_VOICES="low=echo")
    assert line.startswith("SEGUE_CARTESIA_VOICES is 'echo'; set it to a voice's id, such as f786b574-")


def test_a_provider_there_is_not_is_one_line() -> None:
    (line,) = told(SEGUE_CLOUD_TTS="parrot")
    assert line.startswith("SEGUE_CLOUD_TTS is 'parrot'; set it to one of openai, cartesia")


def test_where_nothing_is_played_in_the_cloud_nothing_of_it_is_needed(uninstalled: str) -> None:
    assert WorkerContext.open(Settings.read({**CHOSEN, "CARTESIA_API_KEY": "", "SEGUE_MODELS": "rehearsal"}), team)


def test_its_key_is_not_shown_when_settings_are_printed() -> None:
    assert KEY not in repr(Settings.read({**KEYS, **CHOSEN}))


def speaking(report: Report, stage: str = "intro") -> Finding:
    row = next(row for row in report.stages if row.stage == stage)
    return next(one for one in row.findings if one.service.part is Part.TTS)


def answers(one: Finding) -> tuple[Answer, Answer, Answer, Answer]:
    return one.key, one.reachable, one.known, one.trial


async def test_it_is_tried_with_one_syllable_of_each_speaker() -> None:
    async with cloud() as four, CartesiaDouble() as fifth:
        report = await checked(four.env(**CHOSEN, SEGUE_CARTESIA_URL=fifth.url))
    assert {answers(speaking(report, row.stage)) for row in report.stages} == {(YES, YES, YES, YES)}
    assert [received.asked.text for received in fifth.speech.received] == ["Yes."] * 3
    assert not four.speech.speech.received, "OpenAI's voices are not needed"


async def tried(double: CartesiaDouble, **more: str) -> Finding:
    """What the first stage's voice comes to."""
    settings = Settings.read({**KEYS, **CHOSEN, "SEGUE_CARTESIA_URL": double.url, **more})
    spec = load(PROFILES / "storyteller", team(settings.store).known()).stages["intro"]
    (service,) = [
        need.service for need in needs(spec, SetName.CLOUD, settings) if need.service.speaks is Speaks.CARTESIA
    ]
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
    wrong: dict[str, str], found: tuple[Answer, ...], reason: str, fix: str
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


async def test_without_its_extra_a_check_says_so_and_how_to_install_it(uninstalled: str) -> None:
    report = await checked({**KEYS, **CHOSEN}, offline=True)
    assert [row.verdict for row in report.stages] == [Verdict.CANNOT] * 3
    assert answers(speaking(report)) == (YES, UNTRIED, UNTRIED, UNTRIED)
    trouble = report.stages[0].troubles[0]
    assert trouble.reason.endswith(
        "speech synthesis sonic-3 (f786b574-daa5-4673-aa0c-cbe3e8534c02): its extra is not installed"
    )
    assert trouble.fix.startswith(uninstalled)


async def test_without_its_key_a_check_says_so() -> None:
    report = await checked({**KEYS, **CHOSEN, "CARTESIA_API_KEY": ""}, offline=True)
    assert report.stages[0].troubles[0].reason == "`intro`: CARTESIA_API_KEY is not set"
