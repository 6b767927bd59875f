"""Lines that are said word for word, with the caller's facts filled in, by every kind of agent."""

import asyncio

from livekit.agents import AgentSession, llm

from segue.call.call import Call
from segue.models.local import weights
from segue.models.local.rendered import RenderedLines, without_facts
from segue.models.local.synthesiser import SPEAKERS


class _Known(dict[str, str]):
    """Facts for a line; one that is missing leaves nothing behind."""

    def __missing__(self, name: str) -> str:
        return ""


def fixed_line(line: str, call: Call) -> str:
    """`line` with each `{fact}` replaced by its value, or by what the profile says in its place."""
    return line.format_map(_Known({**_stand_ins(call), **call.state.known()}))


async def say(
    session: AgentSession[Call], line: str, call: Call, *, may_be_interrupted: bool, remembered: bool = True
) -> bool:
    """Say `line` to its end; whether it was heard whole. `remembered`: the model is to know of it.

    Where the present agent's model takes no words to speak, it is given their sound.
    """
    if not _takes_sound_alone(session):
        speech = session.say(fixed_line(line, call), add_to_chat_ctx=remembered)
    else:
        rendered = await asyncio.to_thread(_rendered, line, call)
        if call.state.outcome:  # the caller has hung up meanwhile
            return False
        speech = session.say(rendered.text(""), audio=rendered.frames(""), add_to_chat_ctx=remembered)
    # Asked for with the words, the library drops it where the provider takes the turns.
    speech.allow_interruptions = may_be_interrupted
    await speech
    return not speech.interrupted


async def say_last(session: AgentSession[Call], line: str, call: Call) -> None:
    """Stop whoever speaks, and say `line` to its last word. Raises `RuntimeError` where the session can't speak."""
    await session.interrupt(force=True)
    await say(session, line, call, may_be_interrupted=False)


def plain_line(line: str, call: Call) -> str:
    """`line` as it is said by whoever knows no facts: one that is made beforehand."""
    return without_facts(line, _stand_ins(call))


def _takes_sound_alone(session: AgentSession[Call]) -> bool:
    agent, spoken = session.current_agent, session.output.audio is not None
    mute = isinstance(agent.llm, llm.RealtimeModel) and not agent.llm.capabilities.supports_say
    return spoken and mute and not agent.tts


def _rendered(line: str, call: Call) -> RenderedLines:
    speaker = SPEAKERS[call.stage.speaker]
    return RenderedLines({"": plain_line(line, call)}, weights.synthesiser(), speaker)


def _stand_ins(call: Call) -> dict[str, str]:
    return {name: spec.unknown for name, spec in call.profile.facts.items()}
