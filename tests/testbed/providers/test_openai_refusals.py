"""The OpenAI doubles refuse what OpenAI refuses, and say it in the same form."""

import json

import aiohttp
import pytest

from segue.testing import Says
from testbed.providers.openai.api import OpenAIDouble
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.speech.double import SpeechDouble
from testbed.providers.record import RequestOutcome
from tests.testbed.providers.bad_chats import BAD_CHATS, Bad
from tests.testbed.providers.bad_speeches import BAD_SPEECHES
from tests.testbed.providers.bad_tools import BAD_TOOLS


async def post(double: OpenAIDouble, path: str, bad: Bad) -> tuple[int, dict[str, dict[str, object]]]:
    data = bad.body if isinstance(bad.body, bytes) else json.dumps(bad.body)
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {bad.key}"} if bad.key else {})}
    async with aiohttp.ClientSession(headers=headers) as web, web.post(double.base_url + path, data=data) as answer:
        return answer.status, await answer.json()


def assert_refused(bad: Bad, status: int, body: dict[str, dict[str, object]]) -> None:
    error = body["error"]
    message = str(error.pop("message"))
    assert message.startswith(bad.message)
    assert (status, body) == (bad.status, {"error": {"type": bad.kind, "code": bad.code, "param": bad.param}})


@pytest.mark.parametrize("bad", [*BAD_CHATS, *BAD_TOOLS], ids=lambda bad: bad.why)
async def test_a_bad_chat_is_refused(bad: Bad) -> None:
    async with ChatDouble(lambda _: Says("Never said.")) as double:
        assert_refused(bad, *await post(double, "/chat/completions", bad))
        assert [one.outcome for one in double.completions.received] == [RequestOutcome.REFUSED] * (bad.status != 401)


@pytest.mark.parametrize("bad", BAD_SPEECHES, ids=lambda bad: bad.why)
async def test_a_bad_wish_to_speak_is_refused(bad: Bad) -> None:
    async with SpeechDouble() as double:
        assert_refused(bad, *await post(double, "/audio/speech", bad))


async def test_a_model_that_is_known_is_told_of_and_no_other() -> None:
    async with ChatDouble(lambda _: Says("Hi."), models=["one"], key=None) as double, aiohttp.ClientSession() as web:
        async with web.get(f"{double.base_url}/models") as answer:
            assert [model["id"] for model in (await answer.json())["data"]] == ["one"]
        async with web.get(f"{double.base_url}/models/one") as answer:
            assert (answer.status, (await answer.json())["object"]) == (200, "model")
        async with web.get(f"{double.base_url}/models/two") as answer:
            assert answer.status == 404
            assert (await answer.json())["error"] == {
                "message": "The model 'two' does not exist",
                "type": "invalid_request_error",
                "param": "model",
                "code": "model_not_found",
            }


async def test_a_path_that_is_not_there_is_said_to_be_none() -> None:
    async with ChatDouble(lambda _: Says("Hi."), key=None) as double:
        _, body = await post(double, "/responses", Bad("no path", {}, ""))
    assert body["error"]["message"] == "Invalid URL (POST /v1/responses)"
