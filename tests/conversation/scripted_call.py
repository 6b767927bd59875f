"""A call whose language models say what a test wrote for them, and keep what they were asked."""

import contextlib
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, ChatContext, NotGivenOr, llm

from segue.call.call import Call
from segue.call.events import Event, Heard, Said
from segue.facts.known import HEADING
from segue.models.stage_models import StageModels
from segue.profile.model import Profile
from segue.session.build import Built, build
from segue.session.turn_taking import Typed
from segue.transports.typed import TypedCall, TypedOutput, WordClock
from tests.conversation.rehearsed import everyone, profile

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Says:
    """Words of one reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Calls:
    """A tool call of one reply."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


Reply: TypeAlias = Says | Calls | Exception | tuple[Says | Calls, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as the model got it."""

    context: ChatContext
    tools: frozenset[str]
    tool_choice: NotGivenOr[llm.ToolChoice]

    def instructions(self) -> str:
        """What the model was told of its part."""
        return self.context.messages()[0].text_content or ""

    def prompt(self) -> str:
        """The instructions without what is known of the caller."""
        return self.instructions().partition(HEADING)[0]

    def heard(self) -> list[tuple[str, str]]:
        """Who said what, of the conversation the model was given."""
        spoken = self.context.messages()[1:]
        return [(item.role, item.text_content or "") for item in spoken if item.role != "system"]

    def results(self) -> list[str]:
        """What the tools have answered."""
        return [item.output for item in self.context.items if item.type == "function_call_output"]


class Scripted(llm.LLM[str]):
    """Replies line by line. A line that is left over, or a request too many, is a bug: ask `done`."""

    def __init__(self, *lines: Reply) -> None:
        super().__init__()
        self._lines = deque(lines)
        self._too_many = 0
        self.asked: list[Asked] = []

    @property
    def done(self) -> bool:
        """Whether every line was said and nothing beyond them was asked for."""
        return not self._lines and not self._too_many

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        """The next line, as a stream."""
        names = frozenset(llm.ToolContext(tools or []).function_tools)
        self.asked.append(Asked(chat_ctx.copy(), names, tool_choice))
        self._too_many += not self._lines
        line = self._lines.popleft() if self._lines else AssertionError("the script has no line for this request")
        return _Stream(self, line, len(self.asked), chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Stream(llm.LLMStream):
    def __init__(self, mind: Scripted, line: Reply, number: int, **asked: Any) -> None:
        super().__init__(mind, **asked)
        self._line = line
        self._id = f"{id(mind)}_{number}"

    async def _run(self) -> None:
        if isinstance(self._line, Exception):
            raise self._line
        for number, part in enumerate(self._line if isinstance(self._line, tuple) else (self._line,)):
            for delta in _deltas(part, f"{self._id}_{number}"):
                self._event_ch.send_nowait(llm.ChatChunk(id=self._id, delta=delta))


def _deltas(part: Says | Calls, call_id: str) -> Iterator[llm.ChoiceDelta]:
    if isinstance(part, Calls):
        call = llm.FunctionToolCall(name=part.tool, arguments=json.dumps(part.arguments), call_id=call_id)
        yield llm.ChoiceDelta(role="assistant", tool_calls=[call])
    else:
        for word in re.findall(r"\S+\s*", part.text):
            yield llm.ChoiceDelta(role="assistant", content=word)


@dataclass(frozen=True, slots=True)
class ModelSet:
    """One scripted mind a stage; words are typed and read."""

    minds: Mapping[str, Scripted]
    name: str = "scripted"

    def models(self, stage: str) -> StageModels:
        """The script of that stage, typed and read."""
        return StageModels(self.minds[stage])

    def fallback(self, stage: str) -> None:
        """None: a script is no realtime model."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that has been answered."""

    call: Call
    built: Built
    typing: TypedCall
    output: TypedOutput
    minds: Mapping[str, Scripted]
    events: list[Event]

    async def say(self, text: str, *, break_in_after_s: float | None = None) -> None:
        """Say `text` and hear the answer out."""
        await self.typing.say(text, break_in_after_s=break_in_after_s)

    def of(self, kind: type[E]) -> list[E]:
        """What happened of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def spoken(self) -> list[tuple[str, str]]:
        """Who spoke and what, in order."""
        words = [event for event in self.events if isinstance(event, Heard | Said)]
        return [(event.stage if isinstance(event, Said) else "caller", event.text) for event in words]

    def asked(self, stage: str) -> Asked:
        """What the mind of `stage` was asked last."""
        return self.minds[stage].asked[-1]


def storyteller(books: Path) -> Profile:
    """The profile these calls follow where a test does not change it."""
    return profile("storyteller", everyone(books))


@contextlib.asynccontextmanager
async def ringing(
    books: Path, told: Profile | None = None, facts: Mapping[str, str] | None = None, /, **scripts: Sequence[Reply]
) -> AsyncIterator[Ringing]:
    """A call along `told`, each stage with its script, hung up at the end, when every line must have been said."""
    clock, team = WordClock(), everyone(books)
    call = Call(told or profile("storyteller", team), call_id="test", now=clock, facts=facts)
    events: list[Event] = []
    call.subscribe(lambda event, _: events.append(event))
    minds = {stage: Scripted(*scripts.get(stage, ())) for stage in call.profile.stages}
    built = build(call, ModelSet(minds), team, Typed())
    output = TypedOutput(clock, lambda _: None, lambda: None)
    typing = TypedCall(built, clock, output)
    await typing.ring()
    yield Ringing(call, built, typing, output, minds, events)
    await typing.hang_up()
    assert {stage: mind.done for stage, mind in minds.items()} == dict.fromkeys(minds, True)
