"""What a check finds out by asking: the providers' doubles, well and unwell, in their real protocols."""

import json
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web
from livekit.plugins.openai.realtime.realtime_model import process_base_url

from segue.checks import Report, Verdict
from segue.models.local import weights
from segue.models.openai.listing import look_up
from segue.models.openai.realtime_trial import realtime_url
from segue.models.trials.service import Cell, Finding, Part, Role, Service
from segue.testing import Says
from testbed.ports import nobodys_url
from testbed.providers.cloud import CloudDoubles
from testbed.providers.openai.api import KEY
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.chat.requests import ChatRequest
from testbed.providers.openai.errors import OpenAIRefusal
from tests.unit.checks.checked import LLM, PROFILES, checked, cloud

YES, NO, UNTRIED = Cell.YES, Cell.NO, Cell.UNTRIED
MIXED = "rehearsal,story=cloud"


@pytest.fixture
async def reached() -> AsyncIterator[CloudDoubles]:
    async with cloud() as four:
        yield four


def finding(report: Report, stage: str, part: Part, role: Role = Role.PLAYS) -> Finding:
    [row] = [row for row in report.stages if row.stage == stage]
    [one] = [one for one in row.findings if one.service.part is part and one.role is role]
    return one


def answers(one: Finding) -> tuple[Cell, Cell, Cell, Cell]:
    return one.key, one.reachable, one.known, one.trial


async def test_all_works_with_keys_and_providers_that_answer(reached: CloudDoubles) -> None:
    report = await checked(reached.env())
    assert report.verdict is Verdict.WORKS
    assert {answers(one) for row in report.stages for one in row.findings} == {(YES, YES, YES, YES)}
    assert [one.role for one in report.stages[2].findings] == [Role.PLAYS, Role.FALLBACK, Role.FALLBACK, Role.FALLBACK]


async def test_what_stages_share_is_tried_once(reached: CloudDoubles) -> None:
    await checked(reached.env())
    assert len(reached.chat.completions.received) == 1
    assert len(reached.deepgram.connections) == len(reached.realtime.sessions) == 1
    assert sorted(one.request.voice for one in reached.speech.speech.received if one.request) == [
        "coral",
        "echo",
        "sage",
    ]


async def test_flux_is_tried_as_flux(reached: CloudDoubles) -> None:
    report = await checked(reached.env(SEGUE_DEEPGRAM_MODEL="flux-general-en"))
    assert report.verdict is Verdict.WORKS
    assert reached.deepgram.connection.params["model"] == "flux-general-en"


async def test_a_realtime_model_is_given_its_voice_and_asked_for_one_answer(reached: CloudDoubles) -> None:
    await checked(reached.env())
    kinds = reached.realtime.session.kinds()
    assert kinds == ["session.update", "conversation.item.create", "response.create"]
    assert not reached.realtime.refused


@pytest.mark.parametrize(
    ("setting", "wrong", "stage", "part"),
    [
        ("SEGUE_OPENAI_LLM", "gpt-5.4-minu", "intro", Part.LLM),
        ("SEGUE_OPENAI_TTS", "gpt-4o-mini-ttx", "task", Part.TTS),
        ("SEGUE_DEEPGRAM_MODEL", "nova-9", "intro", Part.STT),
        ("SEGUE_OPENAI_REALTIME", "gpt-realtime-9", "story", Part.REALTIME),
    ],
)
async def test_a_wrong_model_is_named_with_its_setting(
    reached: CloudDoubles, setting: str, wrong: str, stage: str, part: Part
) -> None:
    report = await checked(reached.env(**{setting: wrong}))
    one = finding(report, stage, part)
    assert answers(one) == (YES, YES, NO, NO)
    assert f"has no model {wrong!r}" in one.reason
    assert setting in one.fix
    assert report.verdict is Verdict.CANNOT


async def test_a_model_like_the_wrong_one_is_proposed(reached: CloudDoubles) -> None:
    report = await checked(reached.env(SEGUE_OPENAI_LLM="gpt-5.4-minu"))
    assert LLM in finding(report, "intro", Part.LLM).fix


@pytest.mark.parametrize(
    ("setting", "stage", "part"),
    [
        ("SEGUE_OPENAI_URL", "intro", Part.LLM),
        ("SEGUE_DEEPGRAM_URL", "intro", Part.STT),
        ("SEGUE_REALTIME_URL", "story", Part.REALTIME),
    ],
)
async def test_a_dead_endpoint_is_named_with_its_setting(
    reached: CloudDoubles, setting: str, stage: str, part: Part
) -> None:
    report = await checked(reached.env(**{setting: nobodys_url()}))
    one = finding(report, stage, part)
    assert answers(one) == (YES, NO, UNTRIED, UNTRIED)
    assert "connection refused" in one.reason
    assert setting in one.fix
    assert report.verdict is Verdict.CANNOT


@pytest.mark.parametrize("key", ["OPENAI_API_KEY", "DEEPGRAM_API_KEY"])
async def test_a_key_that_is_refused_is_not_shown(reached: CloudDoubles, key: str) -> None:
    report = await checked(reached.env(**{key: "sk-secret-in-the-middle-1234"}))
    text = json.dumps(report.as_json())
    assert report.verdict is Verdict.CANNOT
    assert f"set {key} to a key that this endpoint takes" in text
    assert "secret" not in text
    assert "1234" not in text


async def test_a_voice_that_nobody_has_is_found_out_by_its_syllable(reached: CloudDoubles) -> None:
    report = await checked(reached.env(SEGUE_OPENAI_VOICES="low=nobody"))
    for part, role in ((Part.REALTIME, Role.PLAYS), (Part.TTS, Role.FALLBACK)):
        one = finding(report, "story", part, role)
        assert answers(one) == (YES, YES, YES, NO)
        assert "Invalid value: 'nobody'" in one.reason
        assert "SEGUE_OPENAI_VOICES" in one.fix


async def test_a_fallback_that_cannot_play_is_a_loss(reached: CloudDoubles) -> None:
    report = await checked(reached.env(SEGUE_MODELS=MIXED, SEGUE_OPENAI_LLM="gpt-5.4-minu"))
    assert report.verdict is Verdict.LOSS
    assert report.stages[2].troubles[0].reason.startswith("nothing takes over if realtime fails: `story`")


async def test_a_backup_that_cannot_play_is_a_loss(reached: CloudDoubles) -> None:
    env = reached.env(SEGUE_BACKUP="local", SEGUE_LOCAL_LLM_URL=nobodys_url())
    report = await checked(env)
    assert report.verdict is Verdict.LOSS
    assert finding(report, "intro", Part.LLM, Role.BACKUP).reachable is NO
    assert finding(report, "intro", Part.STT, Role.BACKUP).trial is YES


async def test_offline_no_server_is_asked(reached: CloudDoubles) -> None:
    report = await checked(reached.env(), offline=True)
    assert report.verdict is Verdict.WORKS
    assert answers(finding(report, "story", Part.REALTIME)) == (YES, UNTRIED, UNTRIED, UNTRIED)
    assert not reached.realtime.handshakes
    assert not reached.chat.completions.received


def at_home(**more: str) -> dict[str, str]:
    return {"SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_MODELS": "local", **more}


def no_model() -> None:
    """As where what requirements.lock names is not installed."""
    raise ImportError("No module named 'hibari'")


async def test_the_local_set_without_its_server_hears_and_speaks_but_cannot_think() -> None:
    report = await checked(at_home(SEGUE_LOCAL_LLM_URL=nobodys_url()))
    assert report.verdict is Verdict.CANNOT
    assert finding(report, "intro", Part.STT).trial is YES
    assert finding(report, "intro", Part.TTS).trial is YES
    assert "SEGUE_LOCAL_LLM_URL" in finding(report, "intro", Part.LLM).fix


async def test_the_local_set_with_servers_of_ones_own_works_without_our_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "load", no_model)
    async with cloud(key=None) as four:
        url = four.chat.base_url
        env = at_home(SEGUE_LOCAL_LLM_URL=url, SEGUE_LOCAL_LLM=LLM, SEGUE_LOCAL_STT_URL=url, SEGUE_LOCAL_TTS_URL=url)
        named = {"SEGUE_LOCAL_TTS": "gpt-4o-mini-tts", "SEGUE_LOCAL_VOICES": "warm=sage, bright=coral, low=echo"}
        report = await checked(env | named)
        assert report.verdict is Verdict.WORKS
        assert len(four.speech.transcriptions.received) == 1


def refuses_tools(request: ChatRequest) -> Says:
    """As Ollama does where a model's template has no place for them."""
    if request.tools:
        raise OpenAIRefusal("small does not support tools", kind="api_error")
    return Says("Ready.")


@pytest.mark.parametrize("answers_so", [lambda _: Says("I am ready."), refuses_tools], ids=["talks-instead", "refused"])
async def test_a_model_that_calls_no_tools_is_a_loss_that_rules_fix(answers_so: Callable[[ChatRequest], Says]) -> None:
    async with ChatDouble(answers_so, models=("small",), key=None) as double:
        env = at_home(SEGUE_LOCAL_LLM_URL=double.base_url, SEGUE_LOCAL_LLM="small")
        alone = await checked(env, tries={Part.LLM})
        guided = await checked({**env, "SEGUE_LOCAL_TOOLS_BY": "rules"}, tries={Part.LLM})
    assert [row.verdict for row in alone.stages] == [Verdict.LOSS] * 3
    assert "SEGUE_LOCAL_TOOLS_BY=rules" in alone.stages[0].troubles[0].fix
    assert finding(alone, "intro", Part.LLM).tools is NO
    assert [row.verdict for row in guided.stages] == [Verdict.WORKS] * 3


async def test_a_model_that_is_refused_without_tools_too_cannot_play() -> None:
    def refuses(_: ChatRequest) -> Says:
        raise OpenAIRefusal("out of memory", kind="api_error")

    async with ChatDouble(refuses, models=("small",), key=None) as double:
        env = at_home(SEGUE_LOCAL_LLM_URL=double.base_url, SEGUE_LOCAL_LLM="small", SEGUE_LOCAL_TOOLS_BY="rules")
        report = await checked(env, tries={Part.LLM})
    assert report.verdict is Verdict.CANNOT
    assert "out of memory" in finding(report, "intro", Part.LLM).reason


async def test_only_what_is_asked_for_is_tried(reached: CloudDoubles) -> None:
    report = await checked(reached.env(), tries={Part.LLM})
    assert finding(report, "intro", Part.TTS).trial is UNTRIED
    assert finding(report, "intro", Part.LLM).tools is YES
    assert not reached.realtime.handshakes


async def test_local_models_that_do_not_load_are_told_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "load", no_model)
    report = await checked({"SEGUE_PROFILES_DIR": str(PROFILES), "SEGUE_MODELS": "rehearsal"})
    assert report.verdict is Verdict.CANNOT
    assert "it does not load: No module named 'hibari'" in finding(report, "intro", Part.TTS).reason


def asked_of(url: str, model: str) -> Service:
    return Service(Part.LLM, model, None, "SEGUE_LOCAL_LLM", url, "SEGUE_LOCAL_LLM_URL", KEY)


async def test_a_server_that_lists_nothing_is_believed_by_its_trial() -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as http:
            known = await look_up(http, asked_of(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", "any"))
        assert not isinstance(known, Finding)
        assert known.known is UNTRIED
    finally:
        await runner.cleanup()


async def test_a_model_is_looked_up_by_name_and_else_in_the_list() -> None:
    async with ChatDouble(lambda _: Says("Yes."), models=("one", "two")) as double, aiohttp.ClientSession() as http:
        there = await look_up(http, asked_of(double.base_url, "one"))
        gone = await look_up(http, asked_of(double.base_url, "three"))
    assert not isinstance(there, Finding)
    assert not isinstance(gone, Finding)
    assert (there.known, gone.known, gone.others) == (YES, NO, ("one", "two"))


@pytest.mark.parametrize("azure", [False, True])
@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/openai", "/openai/v1", "/mine/realtime", "/v1?model=other"])
def test_a_realtime_model_is_tried_where_the_plugin_will_look_for_it(path: str, azure: bool) -> None:
    base = f"https://host{path}"
    plugins = process_base_url(base, "a-model", is_azure=azure, azure_deployment="a-model" if azure else None)
    ours = realtime_url(Service(Part.REALTIME, "a-model", url=base), azure=azure)
    assert ours == plugins.replace("/?", "?")


async def test_azures_deployments_are_tried_as_such(reached: CloudDoubles) -> None:
    env = reached.env(SEGUE_AZURE_ENDPOINT=reached.chat.azure_endpoint, SEGUE_OPENAI_URL="")
    report = await checked(env | {"SEGUE_REALTIME_URL": reached.realtime.base_url.replace("/v1", "/openai")})
    assert report.verdict is Verdict.WORKS
    assert answers(finding(report, "intro", Part.LLM)) == (YES, YES, UNTRIED, YES)
