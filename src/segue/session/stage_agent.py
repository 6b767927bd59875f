"""What every agent of a call has in common: how it takes the call over."""

from collections.abc import AsyncIterable, Coroutine, Sequence
from typing import Any

from livekit.agents import NOT_GIVEN, Agent, ChatContext, FlushSentinel, ModelSettings, TurnHandlingOptions, llm
from livekit.agents.types import TimedString

from segue import library
from segue.call.events import CallerSpoke, Entered, TakenOver
from segue.models.openai.reminded import RemindedSession
from segue.models.stage_models import TurnsBy
from segue.session.brief import carried, instructions
from segue.session.handover import take_over
from segue.session.stage_context import StageContext
from segue.speech import transcribed


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

    @staticmethod
    def _brief(context: StageContext) -> str:
        told = context.edge is None or context.edge.carries != "nothing"
        return instructions(context.call.profile, context.stage, context.call.state, facts=told)

    async def on_enter(self) -> None:
        """Take the call: learn what was said up to this very moment, and speak."""
        if isinstance(self.llm, llm.RealtimeModel) and isinstance(model := library.connection(self), RemindedSession):
            model.note, model.on_spoken, self._realtime = self._note_to_realtime, self._on_spoken, model
        call, handover = self.context.call, self.context.handover
        if handover is None:
            call.record(Entered(at_s=call.now(), stage=self.context.stage))
        if self.context.is_fallback:
            call.record(TakenOver(at_s=call.now(), stage=self.context.stage))
        if handover is not None:
            await take_over(self, handover, ending=call.state.ending is not None)
            return
        if self.context.edge is not None:
            # Here, not in the tool: what was learnt and said beside the tool call is only now on record.
            if (brief := self._brief(self.context)) != self.instructions:
                await library.instruct(self, brief)
            try:
                await library.tell(self, carried(self.session.history, self.context.edge))
            except llm.RealtimeError:
                return  # the model is no more, and its fallback will speak
        self.session.generate_reply()

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
    ) -> AsyncIterable[llm.ChatChunk | str | FlushSentinel] | Coroutine[Any, Any, Any]:
        """Ask the model, with the note of the moment at the end of what it is told."""
        if note := self.note(chat_ctx):
            chat_ctx.add_message(role="system", content=note)
        return Agent.default.llm_node(self, chat_ctx, tools, model_settings)

    def transcription_node(
        self, text: AsyncIterable[str | TimedString], model_settings: ModelSettings
    ) -> AsyncIterable[str | TimedString]:
        """What the transcript and the history keep of what this agent says."""
        return transcribed(self.context.call.profile.speech_of(self.context.stage))(text)

    def _on_spoken(self) -> None:
        self.context.call.record(CallerSpoke(at_s=self.context.call.now()))

    def _note_to_realtime(self, spoken: bool) -> str | None:
        chat_ctx = library.known(self).copy()
        if spoken:  # the model has heard what nobody has put into words yet
            chat_ctx.add_message(role="user", content=[])
        return self.note(chat_ctx)


def _taken_by(whom: TurnsBy) -> TurnHandlingOptions:
    # They have waited for the caller to go on; the session's own wait would come on top.
    return {"turn_detection": whom, "endpointing": {"min_delay": 0.0}}
