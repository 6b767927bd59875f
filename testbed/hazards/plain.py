"""The plain side: a session on livekit-agents alone, its agents and hand-offs written as the documentation has them."""

import asyncio
import contextlib
from typing import Any, ClassVar, Final

from livekit.agents import NOT_GIVEN, Agent, AgentSession, ChatContext, NotGivenOr, RunContext, ToolError, function_tool
from livekit.agents.voice.room_io import TextInputOptions
from livekit.agents.voice.room_io.types import TextInputEvent

from testbed.fakes import FakeVAD, attach
from testbed.hazards.hazard import GUIDE, HOST, TELLER, Fault
from testbed.hazards.lines import SAY
from testbed.hazards.observed import Books, Observed
from testbed.hazards.plain_attending import Attending
from testbed.hazards.plain_tools import Visit, also_look_up, look_up, tools
from testbed.hazards.refusing import plain_model
from testbed.hazards.scene import Scene

EXIT_S: Final = 2.0
TIME_UP: Final = "Our time is up. Goodbye."


class Speaking(Agent):
    """What the three agents have in common: they have models of their own, and speak as they enter."""

    name: ClassVar[str]

    def __init__(self, scene: Scene, chat_ctx: NotGivenOr[ChatContext] = NOT_GIVEN) -> None:
        self.scene, self.fault = scene, scene.fault(self.name)
        if self.fault is Fault.CONSTRUCTOR:
            raise RuntimeError("this agent can't be made")
        models = scene.models(self.name)
        own = scene.hazard.tools if self.name == HOST else []
        super().__init__(
            id=self.name,
            instructions=f"You are the {self.name}. Hand the caller on when they ask for another.",
            chat_ctx=chat_ctx,
            tools=[*tools(own), *([also_look_up] if self.fault is Fault.TOOL_TWICE else [])],
            llm=plain_model(scene.refuses_at) if self.fault is Fault.REFUSED else models.llm,
            tts=models.tts or NOT_GIVEN,
            # Given a realtime model and nothing else, the library leaves the turns to its server.
            turn_handling={"turn_detection": "realtime_llm"} if models.tts is None else NOT_GIVEN,
        )

    async def on_enter(self) -> None:
        if self.fault is Fault.HANGS_ENTERING:
            await asyncio.Event().wait()
        if self.fault is Fault.ON_ENTER:
            raise RuntimeError("this agent can't take the call")
        if self.fault is not Fault.SILENT:
            await self.session.generate_reply()

    async def on_exit(self) -> None:
        if self.fault is Fault.SLOW_EXIT:
            await asyncio.sleep(EXIT_S)


class Host(Speaking):
    name = HOST

    @function_tool
    async def to_teller(self, ctx: RunContext[Visit]) -> Agent | tuple[Agent, str]:
        """Hand the caller on to the teller of stories."""
        if self.scene.hazard.updates_first:
            await ctx.update("Handing on.")
        if self.scene.hazard.settled_first and ctx.userdata.settled is None:
            raise ToolError("Not yet: settle it first.")
        teller = Teller(self.scene, chat_ctx=self.chat_ctx)
        ctx.userdata.handed_on += 1
        if self.scene.hazard.forgets:
            ctx.userdata.facts.pop("wish", None)
        return (teller, "The teller takes over.") if self.scene.hazard.text_beside else teller

    @function_tool
    async def to_guide(self, ctx: RunContext[Visit]) -> Agent:
        """Hand the caller on to the guide."""
        ctx.userdata.handed_on += 1
        return Guide(self.scene, chat_ctx=self.chat_ctx)


class Teller(Speaking):
    name = TELLER

    @function_tool
    async def to_host(self, ctx: RunContext[Visit]) -> Agent:
        """Hand the caller back to the host."""
        ctx.userdata.handed_on += 1
        carried = self.chat_ctx.copy(exclude_instructions=True, exclude_function_call=True)
        if (most := self.scene.hazard.hands_back_with) is not None:
            carried.truncate(max_items=most)
        return Host(self.scene, chat_ctx=carried)


class Guide(Speaking):
    name = GUIDE


class PlainLine:
    """What the library does where a room's caller leaves or types, with nothing of ours between."""

    def __init__(self, session: AgentSession[Visit]) -> None:
        self._session = session

    def hang_up(self) -> None:
        self._session.shutdown(drain=False)

    async def type(self, text: str) -> None:
        nobody: Any = None
        answering = TextInputOptions().text_input_cb(self._session, TextInputEvent(text, nobody, nobody))
        with contextlib.suppress(RuntimeError):  # a room's handler of texts would log it
            await (answering or asyncio.sleep(0))


async def plain(scene: Scene) -> Observed:
    """Play the call, and give back what was observed of it."""
    visit = Visit(dict(scene.hazard.facts))
    session = AgentSession[Visit](
        userdata=visit,
        stt=scene.stt,
        vad=FakeVAD(),
        tools=[look_up] if Fault.TOOL_TWICE in scene.hazard.faults.values() else [],
        turn_handling={"turn_detection": "vad"},
        aec_warmup_duration=None,  # as on a phone; its default of 3 s would ignore more of the caller
    )
    attach(session, scene.caller, scene.earpiece)
    scene.log.watch(session)
    session.on("close", lambda _: scene.log.over())
    if scene.hazard.alone:
        Attending(session)
    await session.start(Host(scene))
    ending = asyncio.create_task(_time_up(session, scene.hazard.lasts_s)) if scene.hazard.lasts_s else None
    await scene.play(PlainLine(session))
    if ending:
        ending.cancel()
    said = [item.text_content or "" for item in session.history.messages() if item.role == "user"]
    return scene.log.observed(Books(visit.handed_on, visit.facts, visit.settled, said, visit.ended_as))


async def _time_up(session: AgentSession[Visit], after_s: float) -> None:
    await asyncio.sleep(after_s)
    await session.interrupt(force=True)
    await session.generate_reply(instructions=f"{SAY}{TIME_UP}", tool_choice="none", allow_interruptions=False)
    session.shutdown()
