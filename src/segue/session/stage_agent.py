"""What every agent of a call has in common: how it takes the call over."""

from collections.abc import AsyncIterable, AsyncIterator, Coroutine, Sequence
from typing import Any, TypeAlias

from livekit.agents import (
    NOT_GIVEN,
    Agent,
    ChatContext,
    FlushSentinel,
    ModelSettings,
    StopResponse,
    TurnHandlingOptions,
    llm,
)
from livekit.agents.llm import ChatMessage
from livekit.agents.types import TimedString

from segue import library
from segue.call.events import CallerSpoke, Entered, Resumed, TakenOver, TurnOver
from segue.call.rules import may_answer
from segue.models.openai.reminded import RemindedSession
from segue.models.stage_models import TurnsBy
from segue.session.brief import instructions
from segue.session.entry import Entry
from segue.session.handover import take_over
from segue.session.stage_context import StageContext
from segue.speech import transcribed

Spoken: TypeAlias = llm.ChatChunk | str | FlushSentinel


class StageAgent(Agent):
    """The agent of one stage. Subclasses own what their kind of stage is about."""

    def __init__(self, context: StageContext, tools: Sequence[llm.Tool]) -> None:
        super().__init__(
            id=context.stage,
            instructions=self._brief(context),
            tools=[*tools],
            stt=context.models.stt,
            llm=context.models.llm,
            tts=context.models.tts,
            turn_handling=_taken_by(context.models.turns_by) if context.models.turns_by else NOT_GIVEN,
        )
        self.context = context
        self._realtime: RemindedSession | None = None
        left = context.handover.agent if context.handover else None
        self.before: frozenset[str] = left.before if isinstance(left, StageAgent) else frozenset()
        """The ids of what was said before this stage's agent took the call."""

    @staticmethod
    def _brief(context: StageContext) -> str:
        """The instructions, with the facts as they will be once the hand-off that leads here is committed."""
        edge, state = context.edge, context.call.state
        known = {} if edge and edge.carries == "nothing" else {name: fact.value for name, fact in state.facts.items()}
        along = (
            edge is not None and edge.target == context.stage
        )  # else it leads to the safe stage, and forgets nothing
        for name in edge.forgets if edge and along else ():
            known.pop(name, None)
        return instructions(context.call.profile, context.stage, known)

    async def on_enter(self) -> None:
        """Take the call: learn what was said up to this very moment, and speak."""
        if isinstance(self.llm, llm.RealtimeModel) and isinstance(model := library.connection(self), RemindedSession):
            model.note, model.on_spoken, self._realtime = self._note_to_realtime, self._on_spoken, model
        call = self.context.call
        if self.context.handover is None and not call.ask(self._arrival()).permitted:
            return  # it comes too late: another agent has the call, or it is over
        if self.context.is_fallback:
            call.record(TakenOver(at_s=call.now(), stage=self.context.stage))
        if self.context.handover is not None:
            await take_over(self, self.context.handover, ending=call.state.ending is not None)
        elif call.state.ending is None and await self._told():
            self.session.generate_reply()

    def _arrival(self) -> Entered | Resumed:
        call, entry = self.context.call, self.context.entry
        if entry and entry.resumes:
            return Resumed(at_s=call.now(), hand_off=entry.hand_off, stage=self.context.stage)
        return Entered(at_s=call.now(), stage=self.context.stage, hand_off=entry.hand_off if entry else None)

    async def _told(self) -> bool:
        """Learn what was said since the ledger was made; whether this agent is the one to speak now."""
        entry = self.context.entry
        if entry is None:
            return True
        try:
            # Facts may have been learnt beside the hand-off, after its agent was made.
            if (brief := self._brief(self.context)) != self.instructions:
                await library.instruct(self, brief)
            await library.tell(self, self._conversation(entry))
        except llm.RealtimeError:
            return False  # the model is no more, and its fallback will speak
        return not entry.resumes or entry.unanswered(self.session.history)

    def _conversation(self, entry: Entry) -> ChatContext:
        told = [*entry.told.context.items, *entry.since(self.session.history)]
        self.before = frozenset(item.id for item in told)
        if isinstance(self.llm, llm.RealtimeModel):
            # A provider has no such marks. With one at the end the library would not know where its provider's items
            # belong, and would delete there what the caller says next.
            told = [item for item in told if item.type != "agent_handoff"]
        return ChatContext(items=told)

    async def on_user_turn_completed(self, turn_ctx: ChatContext, new_message: ChatMessage) -> None:
        """Ask whether this agent is to answer; if not, it has handed the caller on, and the next one will."""
        call = self.context.call
        if not call.ask(TurnOver(at_s=call.now(), text=new_message.text_content or "")).permitted:
            raise StopResponse

    def note(self, chat_ctx: ChatContext) -> str | None:
        """What this kind of agent reminds its model of when it is asked about `chat_ctx`; None for nothing.

        It reaches every model: a pipeline's with each request, a realtime model with each response.
        """
        return None

    def remind(self) -> None:
        """Something was said: tell a realtime model that will answer the caller unasked."""
        if self._realtime is not None:
            self._realtime.remind()

    def llm_node(
        self, chat_ctx: ChatContext, tools: list[llm.Tool], model_settings: ModelSettings
    ) -> AsyncIterable[Spoken] | Coroutine[Any, Any, Any]:
        """Ask the model, with the note of the moment at the end of what it is told."""
        if not may_answer(self.context.call.state):
            return nothing()
        if note := self.note(chat_ctx):
            chat_ctx.add_message(role="system", content=note)
        return Agent.default.llm_node(self, chat_ctx, tools, model_settings)

    def transcription_node(
        self, text: AsyncIterable[str | TimedString], model_settings: ModelSettings
    ) -> AsyncIterable[str | TimedString]:
        """What the transcript and the history keep of what this agent says."""
        kept = transcribed(self.context.call.profile.speech_of(self.context.stage))(text)
        return self.context.intended.noted(kept)

    def _on_spoken(self) -> None:
        self.context.call.record(CallerSpoke(at_s=self.context.call.now()))

    def _note_to_realtime(self, spoken: bool) -> str | None:
        chat_ctx = library.known(self).copy()
        if spoken:  # the model has heard what nobody has put into words yet
            chat_ctx.add_message(role="user", content=[])
        return self.note(chat_ctx)


async def nothing() -> AsyncIterator[str]:
    """The answer of an agent that is to say nothing."""
    return
    yield ""  # what makes it a stream


def _taken_by(whom: TurnsBy) -> TurnHandlingOptions:
    # They have waited for the caller to go on; the session's own wait would come on top.
    return {"turn_detection": whom, "endpointing": {"min_delay": 0.0}}
