"""A call by typing: the same session as by voice, with nothing to load."""

from collections.abc import Sequence

from segue.call.call import Call
from segue.caller.script import HangUp, Line, Script, Silence, words
from segue.models.stage_models import TextOnly
from segue.player.finished import Finished
from segue.player.staging import Audience, Staging
from segue.player.tool_uses import tool_uses
from segue.player.watching import Unfailing
from segue.records.folder import Folder
from segue.records.journal import Journal
from segue.session.build import build
from segue.session.turn_taking import Typed
from segue.transports.typed import TypedCall
from segue.transports.typed_output import TypedOutput
from segue.transports.word_clock import WordClock


async def typed(stage: Staging, folder: Folder, script: Script, seed: int, audience: Audience) -> Finished:
    """Play the call of a caller's file; its record lands in `folder`."""
    with Journal(folder.journal) as journal:
        call, typing = typed_call(stage, folder.path.name, audience, journal)
        said = await follow(script, seed, typing)
    return Finished(call, goodbye_whole=True, underruns=0, tools=tool_uses(typing.history), said=said)


def typed_call(
    stage: Staging, call_id: str, audience: Audience, journal: Journal | None = None
) -> tuple[Call, TypedCall]:
    """A typed call that has not rung yet."""
    clock, audience = WordClock(), Unfailing(audience)
    call = Call(stage.profile, call_id=call_id, now=clock, facts=stage.facts)
    if journal:
        journal.keep(call, typed=True)
    call.subscribe(audience.show)
    output = TypedOutput(clock, lambda text: audience.speak(call.state.stage, text), audience.breathe)
    models = TextOnly(stage.model_set_of(None, call.switched))
    return call, TypedCall(build(call, models, stage.team, Typed()), clock, output)


async def follow(script: Script, seed: int, typing: TypedCall) -> list[str]:
    """Say a caller's lines, then hang up if the agents have not, and if this is cancelled. What was said, in order."""
    said: list[str] = []
    try:
        await typing.ring()
        await _say(script, seed, typing, said)
    finally:
        await typing.hang_up()
    return said


async def _say(script: Script, seed: int, typing: TypedCall, said: list[str]) -> None:
    following: Sequence[Line | None] = [*script.lines[1:], None]
    for index, (line, after) in enumerate(zip(script.lines, following, strict=True)):
        if typing.over:
            break
        if isinstance(line, HangUp):
            await typing.hang_up()
        elif isinstance(line, Silence):
            await typing.keep_silent(line.silence_s)
        elif text := words(line, index, seed):
            breaks_in = None if after is None or isinstance(after, HangUp | Silence) else after.interrupt_after_s
            if await typing.say(text, break_in_after_s=breaks_in):
                said.append(text)
