"""Whole calls for a test: typed in about a tenth of a second, or by voice in real time; no key, server or network."""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from segue.call.events import Event
from segue.call.state import State
from segue.caller import possible
from segue.caller.ringing import command
from segue.caller.script import PATIENCE_S, Check, Expect, HangUp, Line, Say, Script
from segue.caller.script import load as load_caller
from segue.models.local.synthesiser import SPEAKERS
from segue.player.by_text import typed
from segue.player.by_voice import spoken
from segue.player.staging import Nobody, Staging
from segue.player.waiting import longest_wait_s
from segue.profile.load import REHEARSAL, load
from segue.profile.model import Profile
from segue.profile.yaml.problems import Problem, Unreadable
from segue.records import transcript
from segue.records.folder import Folder, new_call_id, write
from segue.session.stage_context import Team
from segue.testing.llm import ScriptedLLM
from segue.testing.rehearsed_call import RehearsedCall
from segue.testing.scripted_set import ScriptedSet


async def rehearse(
    profile: Path | Profile,
    team: Team,
    *lines: str | Line,
    caller: Path | None = None,
    by_voice: bool = False,
    seed: int = 0,
    llm: ScriptedLLM | Mapping[str, ScriptedLLM] | None = None,
    facts: Mapping[str, str] | None = None,
    record: Path | None = None,
) -> RehearsedCall:
    """Play a call along `profile` (its folder, or one that is loaded) and give back what came of it.

    The caller says `lines` and hangs up, if the agents have not; without any, those of the file `caller`, or else of
    the profile's `caller.yaml`. `by_voice`: spoken and listened to by models of this machine, in real time. `seed`
    picks among a caller's wordings. `llm`: what is scripted in place of the understudy, for the whole call or for the
    stages it is given for. `facts` are known from the start. `record`: in this folder a folder is made for the call's
    record. Raises `Unreadable`, with a line for each mistake in a file.
    """
    __tracebackhide__ = True  # of a file with mistakes pytest shows these, and the test's own line
    told, script = _read(profile, team, lines, caller, by_voice=by_voice)
    scripts = _scripts(told, llm)
    noting = _Noting()
    stage = Staging(
        told,
        team,
        lambda models, _: ScriptedSet(told, models, scripts),
        facts=facts or {},
        preemptive=not scripts,  # each reply of a script is given once
    )
    with _folder(record) as folder:
        if by_voice:
            file = folder.caller
            write(file, _written(script))
            finished = await spoken(stage, folder, command(file, seed, folder.caller_log), noting)
        else:
            finished = await typed(stage, folder, script, seed, noting)
        write(folder.transcript, transcript.write(noting.events))
        waited_s = longest_wait_s(noting.events, folder.recording)
    troubles = [finished.died, *(one.trouble for one in dict.fromkeys(scripts.values()))]
    return RehearsedCall(
        script.expect,
        finished.said,
        noting.events,
        finished.call.state,
        finished.tools,
        waited_s,
        finished.goodbye_whole,
        [trouble for trouble in troubles if trouble],
        folder.path if record else None,
    )


class _Noting(Nobody):
    """Keeps what happens."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def show(self, event: Event, state: State) -> None:
        self.events.append(event)


def _read(
    profile: Path | Profile, team: Team, lines: Sequence[str | Line], caller: Path | None, *, by_voice: bool
) -> tuple[Profile, Script]:
    __tracebackhide__ = True
    try:
        told = load(profile, team.known()) if isinstance(profile, Path) else profile
        checks = [possible.along(told), *([] if by_voice else [possible.typed])]
        return told, _script(profile, lines, caller, checks)
    except Unreadable as mistakes:
        raise Unreadable([*mistakes.problems]) from None


def _script(
    profile: Path | Profile, lines: Sequence[str | Line], caller: Path | None, checks: Sequence[Check]
) -> Script:
    if lines and caller:
        raise TypeError("lines and a caller's file were given; give one of them")
    if lines:
        said = tuple(Say(say=line) if isinstance(line, str) else line for line in lines)
        ends = () if isinstance(said[-1], HangUp) else (HangUp(hang_up=True),)
        return Script(voice="caller", patience_s=PATIENCE_S, lines=(*said, *ends), expect=Expect())
    if caller is None and not isinstance(profile, Path):
        raise TypeError("a profile that is loaded has no folder to find a caller in; give lines, or caller=FILE")
    return load_caller(caller or Path(str(profile)) / "caller.yaml", SPEAKERS, checks)


def _scripts(profile: Profile, llm: ScriptedLLM | Mapping[str, ScriptedLLM] | None) -> Mapping[str, ScriptedLLM]:
    """Each stage's script. Raises `Unreadable` where a stage has neither a script nor lines of a rehearsal."""
    __tracebackhide__ = True
    scripts = dict.fromkeys(profile.stages, llm) if isinstance(llm, ScriptedLLM) else dict(llm or {})
    if unknown := scripts.keys() - profile.stages.keys():
        raise TypeError(f"llm: {profile.name} has no stage {', '.join(sorted(unknown))}")
    lacking = [stage for stage in profile.stages if stage not in scripts and not profile.rehearses(stage)]
    if lacking:
        what, fix = f"no lines for {', '.join(lacking)}", "write them (docs/profiles.md#rehearsal), or give llm="
        raise Unreadable([Problem(f"{profile.name}/{REHEARSAL}", 0, what, fix)])
    return scripts


@contextlib.contextmanager
def _folder(record: Path | None) -> Iterator[Folder]:
    call_id = new_call_id(datetime.now(UTC).astimezone())
    if record:
        yield Folder.create(record, call_id)
        return
    with tempfile.TemporaryDirectory(prefix="segue-call-") as kept:
        yield Folder.create(Path(kept), call_id)


def _written(script: Script) -> str:
    """`script` as a caller's file, for the caller's process to read."""
    lines = [line.model_dump(mode="json", exclude_none=True) for line in script.lines]
    return yaml.safe_dump(
        {"voice": script.voice, "patience_s": script.patience_s, "lines": lines}, allow_unicode=True, sort_keys=False
    )
