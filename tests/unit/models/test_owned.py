"""What is left of a call's models when it is over: nothing."""

import asyncio

from livekit.agents import utils

from agents import team
from segue.models.local import weights
from segue.models.openai_compatible.settings import ServerSettings
from segue.models.owned import OwnedModels
from segue.models.sets.choose import model_set
from segue.profile.load import load
from segue.settings import Settings
from segue.testing import Says
from testbed.providers.cloud import KEYS
from testbed.providers.openai.api import OpenAIServer
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.speech.double import SpeechDouble
from tests.unit.checks.checked import LLM, PROFILES
from tests.unit.models.used_once import answer, sound_s, text


async def owned(env: dict[str, str]) -> OwnedModels:
    settings = Settings.read({**KEYS, **env})
    profile = load(PROFILES / "storyteller", team(settings.store).known())
    return OwnedModels(model_set(profile, settings.models, await asyncio.to_thread(weights.load), lambda *_: None))


def doubles() -> tuple[ChatDouble, SpeechDouble]:
    usual = ServerSettings()
    at_home = SpeechDouble(stt=lambda pcm, rate: "Hello.", models=[usual.tts, usual.stt, "gpt-4o-mini-tts"], key=None)
    at_home.voices = (*at_home.voices, *usual.voices.values())
    return ChatDouble(lambda _: Says("Yes."), models=[usual.llm, LLM], key=None), at_home


async def none_left(server: OpenAIServer) -> None:
    async with asyncio.timeout(5):
        while server.connections:  # noqa: ASYNC110 - a server tells nobody when a connection is gone
            await asyncio.sleep(0)


async def test_servers_of_ones_own_are_left_without_a_connection() -> None:
    chat, speech = doubles()
    async with utils.http_context.open(), OpenAIServer(chat, speech) as server:
        at = dict.fromkeys(("SEGUE_LOCAL_LLM_URL", "SEGUE_LOCAL_STT_URL", "SEGUE_LOCAL_TTS_URL"), chat.base_url)
        call = await owned({"SEGUE_MODELS": "local", **at})
        for stage in ("intro", "story"):
            models = call.models(stage)
            assert (await answer(models), await text(models.stt)) == ("Yes.", "Hello.")
            assert await sound_s(models.tts) > 0
        assert server.connections
        await call.aclose()
        await none_left(server)


async def test_the_cloud_is_left_without_a_connection_and_so_is_what_stands_behind_it() -> None:
    chat, speech = doubles()
    async with utils.http_context.open(), OpenAIServer(chat, speech) as server:
        urls = ("SEGUE_OPENAI_URL", "SEGUE_LOCAL_LLM_URL", "SEGUE_LOCAL_STT_URL", "SEGUE_LOCAL_TTS_URL")
        call = await owned({"SEGUE_MODELS": "cloud", "SEGUE_BACKUP": "local", **dict.fromkeys(urls, chat.base_url)})
        models, fallback = call.models("intro"), call.fallback("story")
        assert fallback is not None
        assert (await answer(models), await answer(fallback)) == ("Yes.", "Yes.")
        assert await sound_s(models.tts) > 0
        assert server.connections
        await call.aclose()
        await none_left(server)
