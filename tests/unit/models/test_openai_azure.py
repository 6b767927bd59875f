"""OpenAI's models as Azure's deployments: each part through its real plugin, whatever else the environment says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from livekit.agents import APIStatusError, llm, utils

from agents import team
from segue.models.openai.settings import OpenAISettings
from segue.models.owned import OwnedModels
from segue.models.sets.cloud import CloudSet
from segue.models.stage_models import StageModels
from segue.profile.load import load
from segue.settings import Settings
from segue.testing import Says
from testbed.ports import nobodys_url
from testbed.providers.cloud import CloudDoubles
from testbed.providers.openai.api import KEY
from testbed.providers.openai.chat.double import ChatDouble
from tests.testbed.providers.realtime_plugin import heard
from tests.unit.checks.checked import LLM, PROFILES, checked, cloud
from tests.unit.models.used_once import answer, sound_s


@pytest.fixture
async def reached(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CloudDoubles]:
    """The providers; the environment is that of somebody who uses other tools with other servers."""
    for name in ("AZURE_OPENAI_ENDPOINT", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, nobodys_url())
    for name in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"):
        monkeypatch.setenv(name, "another")
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-01-preview")
    async with utils.http_context.open(), cloud() as four:
        yield four


@asynccontextmanager
async def parts(env: dict[str, str], stage: str) -> AsyncIterator[StageModels]:
    settings = Settings.read(env)
    owned = OwnedModels(CloudSet(load(PROFILES / "storyteller", team(settings.store).known()), settings.models))
    try:
        yield owned.models(stage)
    finally:
        await owned.aclose()


def on_azure(reached: CloudDoubles, **more: str) -> dict[str, str]:
    return reached.env(
        SEGUE_AZURE_ENDPOINT=reached.chat.azure_endpoint, SEGUE_OPENAI_URL="", SEGUE_REALTIME_URL="", **more
    )


async def said(parts: StageModels) -> str:
    assert isinstance(parts.llm, llm.RealtimeModel)
    session = parts.llm.session()
    try:
        return (await heard(await session.generate_reply()))[0]
    finally:
        await session.aclose()


async def test_chat_and_speech_are_asked_for_by_deployment(reached: CloudDoubles) -> None:
    async with parts(on_azure(reached), "task") as task:
        assert await answer(task) == "ready"
        assert await sound_s(task.tts) > 0
    [chat], [speech] = reached.chat.completions.received, reached.speech.speech.received
    assert chat.path == f"/openai/deployments/{LLM}/chat/completions"
    assert speech.path == f"/openai/deployments/{OpenAISettings().tts}/audio/speech"
    assert speech.asked.response_format == "pcm"


async def test_a_realtime_deployment_is_asked_for_in_the_present_protocol(reached: CloudDoubles) -> None:
    env = on_azure(reached) | {"SEGUE_AZURE_ENDPOINT": reached.realtime.base_url.removesuffix("/v1")}
    async with parts(env, "story") as story:
        assert await said(story) == "Hello."
    assert reached.realtime.handshakes[0]["api-key"] == KEY
    assert "Authorization" not in reached.realtime.handshakes[0]
    [settings] = [event["session"] for event in reached.realtime.session.received if event["type"] == "session.update"]
    assert settings["audio"]["input"]["transcription"] == {"model": "whisper-1"}
    assert not reached.realtime.refused


async def test_what_the_environment_says_to_other_tools_makes_no_azure_of_openai(reached: CloudDoubles) -> None:
    async with parts(reached.env(), "task") as task, parts(reached.env(), "story") as story:
        assert await answer(task) == "ready"
        assert await said(story) == "Hello."
    async with parts(reached.env(SEGUE_OPENAI_URL="", SEGUE_REALTIME_URL=""), "task") as task:
        assert task.tts is not None
        assert task.llm.provider == task.tts.provider == "api.openai.com"


async def test_a_deployment_that_is_not_there_is_named_with_its_setting(reached: CloudDoubles) -> None:
    wrong = {"SEGUE_OPENAI_LLM": "mine", "SEGUE_OPENAI_REALTIME": "ours"}
    async with parts(on_azure(reached, **wrong), "task") as task:
        with pytest.raises(APIStatusError, match="deployment for this resource does not exist"):
            await answer(task)
    report = await checked(
        on_azure(reached, **wrong) | {"SEGUE_REALTIME_URL": reached.realtime.base_url.replace("/v1", "/openai")}
    )
    for stage, setting in (("intro", "SEGUE_OPENAI_LLM"), ("story", "SEGUE_OPENAI_REALTIME")):
        [row] = [row for row in report.stages if row.stage == stage]
        assert any(setting in one.fix for one in row.findings)


async def test_the_double_refuses_what_azure_refuses() -> None:
    async with ChatDouble(lambda _: Says("Never said."), models=(LLM,)) as double, aiohttp.ClientSession() as http:
        at = f"{double.azure_endpoint}/openai/deployments"
        for path, headers, status, code in (
            (f"{LLM}/chat/completions", {"api-key": KEY}, 404, "404"),
            (f"{LLM}/chat/completions?api-version=1", {"Authorization": f"Bearer {KEY}"}, 401, "401"),
            ("mine/chat/completions?api-version=1", {"api-key": KEY}, 404, "DeploymentNotFound"),
        ):
            async with http.post(f"{at}/{path}", headers=headers, json={}) as response:
                assert response.status == status
                assert (await response.json())["error"]["code"] == code
