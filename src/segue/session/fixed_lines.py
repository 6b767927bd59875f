"""Lines that are said word for word, with the caller's facts filled in, by every kind of agent."""

import asyncio
import contextlib
from typing import Final

from livekit.agents import AgentSession, llm

from segue import library
from segue.call.call import Call
from segue.models.local import weights
from segue.models.local.rendered import RenderedLines, without_facts
from segue.models.local.synthesiser import SPEAKERS
from segue.session.floor_lines import Floor

HUSHED_WITHIN_S: Final = 1.0
"""For whoever speaks to be silent before an apology; a sink that is being closed never says so."""


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


async def apologise(session: AgentSession[Call], line: str, call: Call) -> str:
    """Say `line` without any agent or model, since none can go on: straight to the caller. What was said."""
    text, sound, floor = plain_line(line, call), session.output.audio, Floor()
    rendered = await asyncio.to_thread(_rendered, line, call) if sound is not None else None
    library.hush(session)
    floor.attach(session)
    if sound is not None:
        sound.clear_buffer()  # of what is being given, whoever gives it clears the rest
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(sound.wait_for_playout(), HUSHED_WITHIN_S)
    await floor.play(text, rendered.frames("") if rendered else None)
    return text


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
