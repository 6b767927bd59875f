"""Whoever plays a stage: nobody waits for them without end."""

import argparse
import asyncio

import pytest

from agents import team
from commands.play import asked_for
from segue.models.failover.llm import FailoverLLM
from segue.models.failover.patience import between_tokens_s, first_token_s, no_transcript_s
from segue.models.failover.stt import FailoverSTT
from segue.models.failover.switch import Deadlines
from segue.models.failover.tts import FailoverTTS
from segue.models.local import weights
from segue.models.local.stt import LocalSTT
from segue.models.openai.realtime import Realtime
from segue.models.openai_compatible.llm import SmallLLM
from segue.models.sets.choose import model_set
from segue.models.stage_models import StageModels
from segue.profile.load import load
from segue.profile.model import Profile
from segue.rehearsal.guided import Guided
from segue.rehearsal.understudy import Understudy
from segue.settings import Settings
from segue.testing import ScriptedLLM
from testbed.providers.cloud import KEYS
from tests.unit.checks.checked import PROFILES


def watched(models: StageModels) -> bool:
    kinds = (
        isinstance(models.llm, FailoverLLM),
        isinstance(models.stt, FailoverSTT),
        isinstance(models.tts, FailoverTTS),
    )
    return all(kinds)


def storyteller(settings: Settings) -> Profile:
    return load(PROFILES / "storyteller", team(settings.store).known())


@pytest.mark.parametrize("said", ["cloud", "local", "rehearsal", "local,story=cloud", "rehearsal,story=local"])
async def test_every_stage_of_every_set_is_watched(said: str) -> None:
    settings = Settings.read({**KEYS, "SEGUE_MODELS": said})
    profile = storyteller(settings)
    loaded = await asyncio.to_thread(weights.load)
    models = model_set(profile, settings.models, loaded, lambda *told: None)
    assert all(watched(models.fallback(stage) or models.models(stage)) for stage in profile.stages)


@pytest.mark.parametrize("said", ["cloud", "local", "rehearsal"])
async def test_what_is_set_for_deadlines_holds_in_every_set(said: str) -> None:
    settings = Settings.read({**KEYS, "SEGUE_MODELS": said, "SEGUE_LAST_MODEL_S": "3"})
    profile = storyteller(settings)
    models = model_set(profile, settings.models, None, lambda *told: None).models(profile.opens)
    assert isinstance(models.llm, FailoverLLM)
    assert models.llm.deadlines.last_s == 3


async def test_what_is_set_for_a_realtime_model_is_what_it_has() -> None:
    settings = Settings.read({**KEYS, "SEGUE_MODELS": "cloud", "SEGUE_REALTIME_ANSWER_S": "1"})
    model = model_set(storyteller(settings), settings.models, None, lambda *told: None).models("story").llm
    assert isinstance(model, Realtime)
    assert model.deadlines.realtime_s == 1


async def test_the_rehearsal_that_nobody_asked_for_is_watched_too() -> None:
    loaded = await asyncio.to_thread(weights.load)
    with asked_for.staging(argparse.Namespace(profile="storyteller", models=None)) as stage:
        models = stage.model_set_of(loaded, lambda *told: None)
        assert all(watched(models.models(name)) for name in stage.profile.stages)


def test_a_slow_model_has_the_time_it_asks_for() -> None:
    slow = SmallLLM(20, 300, model="slow", api_key="none")
    assert first_token_s(slow, Deadlines(), is_last=False) == 20
    assert between_tokens_s(slow, Deadlines()) == 20


def test_a_model_that_asks_for_less_than_the_deadline_has_the_deadline() -> None:
    quick = SmallLLM(1, 300, model="quick", api_key="none")
    assert first_token_s(quick, Deadlines(), is_last=False) == Deadlines().first_token_s
    assert first_token_s(ScriptedLLM(), Deadlines(), is_last=True) == Deadlines().last_s


def test_a_narration_that_rules_guide_is_not_cut_off_while_its_first_words_are_spoken() -> None:
    profile = storyteller(Settings.read(KEYS))
    guided = Guided(ScriptedLLM(), Understudy(profile, "story"))
    assert first_token_s(guided, Deadlines(), is_last=False) == Deadlines().first_token_s
    assert between_tokens_s(guided, Deadlines()) > 30


async def test_this_machines_recogniser_is_given_time_on_a_busy_machine() -> None:
    stt = LocalSTT(await asyncio.to_thread(weights.load))
    assert no_transcript_s(stt, Deadlines(), once_more=False) > Deadlines().no_transcript_s
