"""Whole calls, typed, in this process: the same session as by voice, in about a tenth of a second each."""

import io
from dataclasses import dataclass
from pathlib import Path

from agents import team
from commands.play.screen import Screen
from segue.call.events import Event, Heard, Said
from segue.call.state import State
from segue.caller.judgement import Judgement, judge
from segue.caller.script import Expect, Say, Script, words
from segue.caller.script import load as load_script
from segue.models.sets.rehearsed import RehearsalSet
from segue.player.by_text import follow, typed_call
from segue.player.staging import Staging
from segue.profile.load import load
from segue.profile.model import Profile
from segue.session.stage_context import Team
from tools.appointments import seed

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A call that is over."""

    state: State
    events: list[Event]
    verdict: Judgement
    shown: str
    """What the terminal showed."""

    def said(self, stage: str) -> list[str]:
        """What the agent of `stage` said."""
        return [event.text for event in self.events if isinstance(event, Said) and event.stage == stage]

    def spoken(self) -> list[tuple[str, str]]:
        """Who spoke and what, in order."""
        turns = []
        for event in self.events:
            if isinstance(event, Heard):
                turns.append(("caller", event.text))
            elif isinstance(event, Said):
                turns.append((event.stage, event.text))
        return turns


def everyone(books: Path) -> Team:
    """The team, with a fresh book of appointments in `books`."""
    store = books / "appointments.sqlite"
    store.unlink(missing_ok=True)
    seed(store)
    return team(store)


def profile(name: str, members: Team) -> Profile:
    """A profile that ships with the project."""
    return load(ROOT / "profiles" / name, members.known())


async def rehearse(caller: Path | Script, books: Path, name: str = "storyteller", number: int = 0) -> Rehearsed:
    """Play a caller's file, or a script made in a test, against a profile; `number` is the seed."""
    script = caller if isinstance(caller, Script) else load_script(caller)
    members = everyone(books)
    events: list[Event] = []
    out = io.StringIO()
    told = profile(name, members)
    stage = Staging(told, members, lambda models, _: RehearsalSet(told, models))
    call, typing = typed_call(stage, "test", Screen(told, out), lambda event, _: events.append(event))
    await follow(script, number, typing)
    spoken = [words(line, index, number) for index, line in enumerate(script.lines)]
    verdict = judge(script.expect, spoken, events, call.state, tools=(), longest_wait_s=0.0, goodbye_whole=True)
    return Rehearsed(call.state, events, verdict, out.getvalue())


def saying(*lines: str, expect: Expect | None = None) -> Script:
    """A script of plain lines."""
    return Script(
        voice="caller", patience_s=1.4, lines=tuple(Say(say=line) for line in lines), expect=expect or Expect()
    )
