"""How a pipeline fallback takes a stage over in the middle, from an agent whose realtime model has failed."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from livekit.agents import Agent, AgentSession, APIError, ChatContext, llm, stt
from livekit.agents.llm import ChatItem
from livekit.agents.voice import SpeechHandle

from segue import library
from segue.call.call import Call
from segue.call.events import GoodbyeOver
from segue.models.openai.realtime_session import ClosableSession

HEARD_WITHIN_S: Final = 3.0
"""How long the fallback's STT is given for what the model never put into words; then the caller is answered without."""
MORE_WITHIN_S: Final = 0.5
"""How long after one final transcript the next may come. Deepgram's stream itself ends five seconds late."""

BROKE_OFF: Final = (
    "Your last message broke off while you were speaking, though the caller did not break in; they have heard all of "
    "it as it stands. Go on from the sentence that was cut. Say nothing again that came before it, do not greet or "
    "introduce anything anew, and mention no break."
)


@dataclass(frozen=True, slots=True)
class Handover:
    """What an agent leaves behind. It is complete once the agent has left the call."""

    agent: Agent
    connection: ClosableSession

    async def words(self, listener: stt.STT[Any] | None) -> str:
        """What the caller said and the model never put into words; empty where there is nothing."""
        unheard, said = self.connection.unheard, list[str]()
        if listener is None or unheard.quiet:
            return ""
        try:
            async with asyncio.timeout(HEARD_WITHIN_S) as patience, listener.stream() as stream:
                for frame in unheard:
                    stream.push_frame(frame)
                stream.end_input()
                async for event in stream:
                    if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT and event.alternatives:
                        said.append(event.alternatives[0].text)
                        patience.reschedule(asyncio.get_running_loop().time() + MORE_WITHIN_S)
        except (APIError, TimeoutError):
            pass  # what was understood by then has to do
        return " ".join(said).strip()

    def context(self, *, cut: bool) -> ChatContext:
        """All that the agent knew; with `cut`, a last speech that was cut is marked as to be gone on with."""
        known = library.known(self.agent).copy(
            exclude_instructions=True, exclude_config_update=True, exclude_empty_message=True
        )
        if cut and (speech := broken_off(known)):
            # Marked as interrupted it would read as if the caller had broken in.
            whole = speech.model_copy(update={"interrupted": False})
            known.items[known.items.index(speech)] = whole
            known.add_message(role="system", content=BROKE_OFF)
        return known


def broken_off(context: ChatContext) -> llm.ChatMessage | None:
    """The agent's last speech, if it was cut and the caller has said nothing since."""
    said = [item for item in context.items if item.type == "message" and item.role in ("user", "assistant")]
    last = said[-1] if said else None
    return last if last and last.role == "assistant" and last.interrupted else None


def answer_due(context: ChatContext) -> bool:
    """Whether it is not the caller's turn to speak: nothing was said here yet, or what was said last is unanswered."""
    last = next((item for item in reversed(context.items) if _counts(item)), None)
    return last is None or last.type != "message" or last.role != "assistant"


async def take_over(agent: Agent, handover: Handover, *, ending: bool) -> None:
    """Answer what is unanswered, or go on where a speech was cut; where neither is the case, listen."""
    session: AgentSession[Call] = agent.session
    call = session.userdata
    listener = agent.stt if isinstance(agent.stt, stt.STT) else None
    if ending:
        await library.tell(agent, _up_to_goodbye(handover.context(cut=False)))
        goodbye = session.generate_reply(tool_choice="none", allow_interruptions=False)

        def over(_: SpeechHandle) -> None:
            call.record(GoodbyeOver(at_s=call.now()))

        goodbye.add_done_callback(over)
        return
    words = await handover.words(listener)
    context = handover.context(cut=not words)
    due = handover.connection.answer_lost or answer_due(context)
    await library.tell(agent, context)
    if words:
        session.generate_reply(user_input=words)
    elif due:
        session.generate_reply()


def _up_to_goodbye(context: ChatContext) -> ChatContext:
    """Without the half of a goodbye: cut, it is said anew and whole."""
    half = broken_off(context)
    return ChatContext(items=[item for item in context.items if item is not half])


def _counts(item: ChatItem) -> bool:
    return item.type in ("message", "function_call", "function_call_output", "agent_handoff")
