"""A call with a realtime model at its double, spoken into a line that nobody is on the other end of.

The caller types, and what the agents say is taken off the line faster than it would sound.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from livekit.agents.utils import http_context
from livekit.agents.voice import TranscriptSynchronizer

from agents import team
from segue.call.call import Call
from segue.call.events import Event, Heard, Said
from segue.models.openai.settings import OpenAISettings
from segue.models.sets import choose
from segue.models.stage_models import ModelSet
from segue.models.vad import livekit_vad
from segue.profile.model import Profile
from segue.profile.playing import Mode
from segue.session.build import Built, build
from segue.session.turn_taking import Spoken
from segue.settings import Settings
from segue.transports.frames import FRAME_S, FRAME_SAMPLES
from segue.transports.line_io import LineOutput, TextSink
from testbed.providers.cloud import CloudDoubles
from testbed.providers.deepgram.double import DeepgramDouble
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.script import Answer, Script
from tests.conversation.scripted_call import storyteller

E = TypeVar("E", bound=Event)

FASTER = 10
"""How many times faster than it would sound the line takes what the agents say."""
HEARD = "A badger."
"""What Deepgram hears, whatever is said."""


class Clock(Protocol):
    """What tells the call's seconds."""

    def __call__(self) -> float: ...


@dataclass(slots=True)
class RealtimeCall:
    """A call that has been answered, and who provides for it."""

    call: Call
    built: Built
    realtime: OpenAIRealtimeDouble
    chat: ChatDouble
    events: list[Event] = field(default_factory=list)
    heard: str = ""
    """What the agents' side of the line has sounded of until now, in words."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, text: str) -> None:
        """Say it, whoever has the call."""
        self.built.session.generate_reply(user_input=text)

    def of(self, kind: type[E]) -> list[E]:
        """What happened of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def spoken(self) -> list[tuple[str, str]]:
        """Who spoke and what, in order."""
        words = [event for event in self.events if isinstance(event, Heard | Said)]
        return [(event.stage if isinstance(event, Said) else "caller", event.text) for event in words]

    def asked(self) -> list[tuple[str, str]]:
        """The conversation that the pipeline's model was given last: who said what, without the instructions."""
        messages = self.chat.completions.received[-1].asked.messages[1:]
        return [(message["role"], str(message["content"])) for message in messages if message.get("content")]

    def tell(self, event: Event) -> None:
        """Note that it happened."""
        self.events.append(event)
        self._news.set()

    def sound(self, text: str) -> None:
        """Note that it is audible."""
        self.heard += text
        self._news.set()

    async def until(self, true: Callable[[], bool], within_s: float = 10.0) -> None:
        """Wait for what is recorded to make it true; TimeoutError if it doesn't."""
        async with asyncio.timeout(within_s):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def until_said(self, text: str) -> None:
        """Wait until an agent has said it to its end."""
        await self.until(lambda: any(said.text == text and not said.interrupted for said in self.of(Said)))


@contextlib.asynccontextmanager
async def answered(
    realtime: OpenAIRealtimeDouble,
    *pipeline: Answer,
    now: Clock | None = None,
    changed: Callable[[ModelSet], ModelSet] = lambda models: models,
    opens: str = "story",
    **env: str,
) -> AsyncIterator[RealtimeCall]:
    """A call that `opens` with a realtime stage; `pipeline` are the lines of its chat model. Hung up at the end."""
    told, output = _realtime(storyteller(), opens), LineOutput()
    chat = ChatDouble(Script(*pipeline), models=[OpenAISettings().llm])
    cloud = CloudDoubles(chat, realtime=realtime, deepgram=DeepgramDouble(lambda pcm, rate: HEARD))
    async with cloud, http_context.open():
        call = Call(told, call_id="test", now=now or asyncio.get_running_loop().time)
        models = choose.model_set(told, Settings.read(cloud.env(**env)).models, None, call.switched)
        built = build(call, changed(models), team(), Spoken(livekit_vad()))
        line = RealtimeCall(call, built, realtime, chat)
        call.subscribe(lambda event, _: line.tell(event))
        text = TextSink(line.sound, lambda: None)
        in_step = TranscriptSynchronizer(next_in_chain_audio=output, next_in_chain_text=text)
        built.session.output.audio, built.session.output.transcription = in_step.audio_output, in_step.text_output
        listening = asyncio.create_task(_listen(output))
        try:
            await built.session.start(built.agent)
            built.director.started()
            yield line
        finally:
            built.director.hung_up()
            await built.director.closed.wait()
            await in_step.aclose()
            listening.cancel()


def _realtime(profile: Profile, opens: str) -> Profile:
    first = profile.stages[opens].model_copy(update={"mode": Mode.REALTIME})
    return profile.model_copy(update={"opens": opens, "stages": {**profile.stages, opens: first}})


async def _listen(output: LineOutput) -> None:
    at_sample = 0
    while True:
        output.take(at_sample)
        at_sample += FRAME_SAMPLES
        await asyncio.sleep(FRAME_S / FASTER)
