"""A real OpenAI-compatible server with a real model, through the real plugin: what holds, and what it can't."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import httpx2
import pytest
from aiohttp import web
from livekit.agents import Agent, AgentSession, APIConnectOptions, APITimeoutError, ChatContext, llm, utils
from livekit.plugins import openai

from agents import team
from commands import demo
from segue.call.call import Call
from segue.call.events import Event, Said
from segue.caller.judgement import judge
from segue.caller.script import load as load_script
from segue.caller.script import words
from segue.models.stage_models import StageModels
from segue.player.by_text import follow
from segue.profile.model import Profile
from segue.rehearsal import Understudy
from segue.rehearsal.guided import Guided
from segue.session.build import build
from segue.session.turn_taking import Typed
from segue.testing import Says, ScriptedLLM, load_profile
from segue.transports.typed import TypedCall
from segue.transports.typed_output import TypedOutput
from segue.transports.word_clock import WordClock
from testbed.llama import MODEL, LlamaServer
from testbed.providers.serving import Serving
from tests.conversation.scripted_call import PROFILES, storyteller

OURS = [PROFILES / "storyteller", PROFILES / "clinic"]
CALLERS = [(folder, file) for folder in OURS for file in sorted(folder.glob("callers/*.yaml"))]
ONE_SENTENCE = PROFILES / "storyteller" / "callers" / "one_sentence.yaml"
FEW = {"max_tokens": 12}
UNHURRIED = APIConnectOptions(timeout=60.0, max_retry=0)
ENDLESS = 3000
"""Tokens, of a model that is kept from stopping by itself: minutes."""


@pytest.fixture(scope="session")
def llama() -> Iterator[LlamaServer]:
    """One server for all of these tests."""
    with LlamaServer() as server:
        yield server


Plugin: TypeAlias = Callable[..., openai.LLM]


@pytest.fixture
async def plugin(llama: LlamaServer) -> AsyncIterator[Plugin]:
    """Makes the plugin's LLM for that server, or for one in front of it, and closes it."""
    made: list[openai.LLM] = []

    def make(base_url: str = llama.base_url, **more: Any) -> openai.LLM:
        made.append(openai.LLM(model=MODEL, base_url=base_url, api_key="none", temperature=0.0, **more))
        return made[-1]

    async with utils.http_context.open():
        yield make
        for model in made:
            await model.aclose()


def asking(text: str = "Tell me of the sea.") -> ChatContext:
    context = ChatContext.empty()
    context.add_message(role="system", content="You tell stories.")
    context.add_message(role="user", content=text)
    return context


async def answer(
    model: openai.LLM, options: APIConnectOptions = UNHURRIED, text: str = "Tell me of the sea.", **more: Any
) -> llm.CollectedResponse:
    return await model.chat(chat_ctx=asking(text), conn_options=options, extra_kwargs=FEW, **more).collect()


async def test_words_come_one_by_one_and_are_counted(plugin: Plugin) -> None:
    async with plugin().chat(chat_ctx=asking(), conn_options=UNHURRIED, extra_kwargs=FEW) as stream:
        chunks = [chunk async for chunk in stream]
    assert len([chunk for chunk in chunks if chunk.delta and chunk.delta.content]) > 5
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens == FEW["max_tokens"]


async def test_a_caller_who_breaks_in_stops_the_server(llama: LlamaServer, plugin: Plugin) -> None:
    model = plugin(max_completion_tokens=ENDLESS, extra_body={"ignore_eos": True})
    output = TypedOutput(WordClock(), lambda _: None, lambda: None)
    async with AgentSession[None](llm=model, turn_handling={"turn_detection": None}) as session:
        session.output.transcription = output
        await session.start(Agent(instructions="You tell stories."))
        output.hold_after(1.0)
        telling = session.generate_reply(user_input="Tell me of the sea.")
        await output.held.wait()
        assert llama.busy()
        await session.interrupt()
        await telling
        while await asyncio.to_thread(llama.busy):
            pass
    assert llama.tokens_held() < ENDLESS
    assert (await answer(plugin())).text, "the next request is answered"


@pytest.mark.parametrize("choice", ["auto", "required"])
async def test_every_tool_is_accepted_and_a_model_that_knows_of_none_is_shown_none(
    plugin: Plugin, choice: llm.ToolChoice
) -> None:
    """A server drops tools that a model's chat template has no place for, even where one must be called, unasked."""
    members = team()
    told, question = storyteller(), "My name is Ada and I come from Turin."
    model, names = plugin(parallel_tool_calls=False), set[str]()
    without = await answer(model, text=question)
    for stage in told.stages:
        opens = told.model_copy(update={"opens": stage})
        agent = build(Call(opens, call_id="test", now=WordClock()), Hybrid(told, plugin), members, Typed()).agent
        names |= llm.ToolContext(agent.tools).function_tools.keys()
        reply = await answer(model, text=question, tools=[*agent.tools], tool_choice=choice)
        assert reply.text
        assert reply.usage
        assert without.usage
        assert reply.usage.prompt_tokens == without.usage.prompt_tokens
    assert names == {"remember", "settle", "end_call", "begin_task", "begin_story", "another_story"}


@asynccontextmanager
async def held_up(base_url: str, *delays_s: float | None) -> AsyncIterator[str]:
    """The same server, slow: it takes so long over each request, None for ever; over those after them no time."""
    delays = [*delays_s]

    async def hold(request: web.Request) -> web.StreamResponse:
        body, delay_s = await request.read(), delays.pop(0) if delays else 0.0
        await (asyncio.Event().wait() if delay_s is None else asyncio.sleep(delay_s))
        headers = {"Content-Type": "application/json"}
        async with aiohttp.request("POST", f"{base_url}/chat/completions", data=body, headers=headers) as answer:
            response = web.StreamResponse(headers={"Content-Type": answer.content_type})
            await response.prepare(request)
            async for piece in answer.content.iter_any():
                await response.write(piece)
        return response

    app = web.Application()
    app.router.add_post("/v1/chat/completions", hold)
    async with Serving(app) as serving:
        yield f"{serving.origin}/v1"


async def test_a_first_token_that_takes_its_time_is_waited_for(llama: LlamaServer, plugin: Plugin) -> None:
    async with held_up(llama.base_url, 1.0) as slow:
        assert (await answer(plugin(slow))).text


async def test_one_that_never_comes_is_asked_for_again(llama: LlamaServer, plugin: Plugin) -> None:
    async with held_up(llama.base_url, None) as slow:
        again = APIConnectOptions(timeout=3.0, max_retry=3, retry_interval=0.0)
        assert (await answer(plugin(slow), again)).text


async def test_how_long_it_may_take_is_for_the_session_to_say(llama: LlamaServer, plugin: Plugin) -> None:
    """The plugin's own `timeout` does not count: each reply is asked for with the session's."""
    async with held_up(llama.base_url, None) as slow:
        with pytest.raises(APITimeoutError):
            await answer(plugin(slow, timeout=httpx2.Timeout(60.0)), APIConnectOptions(timeout=0.2, max_retry=0))


@dataclass(frozen=True, slots=True)
class Hybrid:
    """Models of a typed call: the understudy decides, and a model adds to what is told."""

    profile: Profile
    model: Callable[[], llm.LLM[Any]]
    name: str = field(default="local", init=False)

    def models(self, stage: str) -> StageModels:
        """The guided LLM of a stage. Tests run on busy machines: it is waited for."""
        return StageModels(Guided(self.model(), Understudy(self.profile, stage), patience_s=60.0))

    def fallback(self, stage: str) -> None:
        """None: there is no realtime model here."""


async def guided(folder: Path, caller: Path, model: Callable[[], llm.LLM[Any]]) -> tuple[Call, list[Event]]:
    """A whole call that came out as its caller expects."""
    script, members, clock, events = load_script(caller), team(), WordClock(), list[Event]()
    call = Call(load_profile(folder, members.known()), call_id="test", now=clock)
    call.subscribe(lambda event, _: events.append(event))
    built = build(call, Hybrid(call.profile, model), members, Typed())
    await follow(script, 0, TypedCall(built, clock, TypedOutput(clock, lambda _: None, lambda: None)))
    spoken = [words(line, index, 0) for index, line in enumerate(script.lines)]
    verdict = judge(script.expect, spoken, events, call.state, tools=(), longest_wait_s=0.0, goodbye_whole=True)
    assert verdict.failures == ()
    return call, events


async def test_guided_by_rules_it_adds_to_a_whole_call_and_every_fact_arrives(plugin: Plugin) -> None:
    call, events = await guided(PROFILES / "storyteller", ONE_SENTENCE, plugin)
    story = " ".join(event.text for event in events if isinstance(event, Said) and event.stage == "story")
    assert "then everything was still. On the doorstep" not in story, "the model told nothing"
    assert all(fact.casefold() in story.casefold() for fact in call.state.known().values())


@pytest.mark.parametrize(("folder", "caller"), CALLERS, ids=lambda path: path.stem)
async def test_whatever_the_model_says_a_caller_gets_what_they_expect(folder: Path, caller: Path) -> None:
    babble = ScriptedLLM(
        Says("Well now, dear Bernard. It was late. It was cold. And 99 foxes, all of them, said: why?"), repeats=True
    )
    await guided(folder, caller, lambda: babble)


def test_a_user_with_this_server_and_no_keys_holds_a_call(
    llama: LlamaServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"LLM_URL": llama.base_url, "LLM": MODEL, "TOOLS_BY": "rules"}.items():
        monkeypatch.setenv(f"SEGUE_LOCAL_{name}", value)
    assert demo.main(["--text", "--models", "local", "--caller", str(ONE_SENTENCE)]) == 0
    out, err = capsys.readouterr()
    assert "storyteller, with models: local (smollm2 guided by rules)\n" in out
    assert "the call has ended: goodbye" in out
    assert err == ""
