"""Who may speak instead of OpenAI: what the start and a check tell of each, and that it is who speaks."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from agents import team
from segue.checks import Report, Verdict
from segue.models import extras
from segue.models.cartesia.settings import CartesiaSettings
from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.openai.settings import OpenAISettings
from segue.models.openai_compatible.settings import ServerSettings
from segue.models.speakers import SPEAKERS
from segue.models.trials.service import Cell, Finding, Part
from segue.settings import Misconfigured, Settings
from segue.worker.context import WorkerContext
from testbed.providers.cartesia import requests as cartesia_requests
from testbed.providers.cartesia.double import CartesiaDouble
from testbed.providers.cloud import KEYS
from testbed.providers.elevenlabs import requests as elevenlabs_requests
from testbed.providers.elevenlabs.double import ElevenLabsDouble
from tests.unit.checks.checked import PROFILES, checked, cloud

KEY_OF: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cartesia": ("CARTESIA_API_KEY", cartesia_requests.KEY),
        "elevenlabs": ("ELEVEN_API_KEY", elevenlabs_requests.KEY),
    }
)
YES, UNTRIED = Cell.YES, Cell.UNTRIED
extra = pytest.mark.parametrize("name", KEY_OF)


def chosen(name: str, **more: str) -> dict[str, str]:
    variable, key = KEY_OF[name]
    return {**KEYS, "SEGUE_CLOUD_TTS": name, variable: key, "SEGUE_PROFILES_DIR": str(PROFILES), **more}


def told(name: str, **more: str) -> list[str]:
    """What the worker says instead of starting."""
    with pytest.raises(Misconfigured) as misconfigured:
        WorkerContext.open(Settings.read(chosen(name, **more)), team)
    return misconfigured.value.problems


@pytest.fixture
def uninstalled(monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes this machine one without extras; the command that would install one."""
    monkeypatch.setattr(extras, "installed", lambda _: False)
    return "python3 -m pip --python .venv install livekit-plugins-{}==1.8."


@extra
@pytest.mark.parametrize("models", ["", "cloud"])
def test_without_its_key_it_is_one_line(name: str, models: str) -> None:
    variable, _ = KEY_OF[name]
    (line,) = told(name, **{variable: "", "SEGUE_MODELS": models})
    assert line.startswith(f"{variable} is not set; set it, or ")


@extra
@pytest.mark.parametrize("models", ["", "cloud"])
def test_without_its_extra_it_is_one_line_with_the_command(name: str, models: str, uninstalled: str) -> None:
    (line,) = told(name, SEGUE_MODELS=models)
    assert line.startswith(f"SEGUE_CLOUD_TTS is {name}, which is not installed; {uninstalled.format(name)}")


@extra
def test_where_nothing_is_played_in_the_cloud_nothing_of_it_is_needed(name: str, uninstalled: str) -> None:
    variable, _ = KEY_OF[name]
    assert WorkerContext.open(Settings.read(chosen(name, **{variable: "", "SEGUE_MODELS": "rehearsal"})), team)


@extra
def test_its_key_is_not_shown_when_settings_are_printed(name: str) -> None:
    assert KEY_OF[name][1] not in repr(Settings.read(chosen(name)))


@extra
async def test_without_its_extra_a_check_says_so_and_how_to_install_it(name: str, uninstalled: str) -> None:
    report = await checked(chosen(name), offline=True)
    assert [row.verdict for row in report.stages] == [Verdict.CANNOT] * 3
    assert answers(speaking(report)) == (YES, UNTRIED, UNTRIED, UNTRIED)
    trouble = report.stages[0].troubles[0]
    assert trouble.reason.endswith(": its extra is not installed")
    assert trouble.fix.startswith(uninstalled.format(name))


@extra
async def test_without_its_key_a_check_says_so(name: str) -> None:
    variable, _ = KEY_OF[name]
    report = await checked(chosen(name, **{variable: ""}), offline=True)
    assert report.stages[0].troubles[0].reason == f"`intro`: {variable} is not set"


async def test_a_check_has_elevenlabs_speak_one_syllable_as_each_speaker_and_openai_none() -> None:
    async with cloud() as four, ElevenLabsDouble() as fifth:
        report = await checked(four.env(**chosen("elevenlabs", SEGUE_ELEVENLABS_URL=fifth.url)))
    assert {answers(speaking(report, row.stage)) for row in report.stages} == {(YES, YES, YES, YES)}
    assert [received.asked.text for received in fifth.speech.received] == ["Yes."] * 3
    assert not four.speech.speech.received


async def test_a_check_has_cartesia_speak_one_syllable_as_each_speaker_and_openai_none() -> None:
    async with cloud() as four, CartesiaDouble() as fifth:
        report = await checked(four.env(**chosen("cartesia", SEGUE_CARTESIA_URL=fifth.url)))
    assert {answers(speaking(report, row.stage)) for row in report.stages} == {(YES, YES, YES, YES)}
    assert [received.asked.text for received in fifth.speech.received] == ["Yes."] * 3
    assert not four.speech.speech.received


@pytest.mark.parametrize("group", [OpenAISettings, CartesiaSettings, ElevenLabsSettings, ServerSettings])
def test_every_provider_has_a_voice_for_every_speaker(group: type[CartesiaSettings]) -> None:
    assert {*group().voices} == {*SPEAKERS}


def speaking(report: Report, stage: str = "intro") -> Finding:
    row = next(row for row in report.stages if row.stage == stage)
    return next(one for one in row.findings if one.service.part is Part.TTS)


def answers(one: Finding) -> tuple[Cell, Cell, Cell, Cell]:
    return one.key, one.reachable, one.known, one.trial
