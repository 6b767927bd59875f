"""Narration: chapters told in turns, interrupted and taken up again.

How far it has come is remembered nowhere: it is found anew each time, by following what was heard of it.
"""

from dataclasses import dataclass, replace

from segue.rehearsal.answers import (
    another,
    asked_for,
    asks,
    goes_on,
    halts,
    no,
    puzzled,
    quits,
    said_aside,
    taken_up,
    yes,
)
from segue.rehearsal.hearing import PlainWords, plain
from segue.rehearsal.scene import Known, Reply, Scene, ToolCall, sentences
from segue.rehearsal.view import Did, Spoke, View


@dataclass(frozen=True, slots=True)
class Thread:
    """How far a narration was heard."""

    chapter: int = -1
    parts: tuple[str, ...] = ()
    """The chapter's sentences."""
    heard: int = 0
    """How many of them were heard to their end."""
    late: bool = False
    """Whether most of the closing question was heard, though not its end."""
    halted: bool = False
    """Whether the agent has spoken of something else since the chapter was cut."""

    @property
    def whole(self) -> bool:
        """Whether the chapter was heard to its end."""
        return self.heard == len(self.parts)

    @property
    def rest(self) -> str:
        """The chapter from the beginning of the sentence that was cut."""
        return " ".join(self.parts[self.heard :])


def narrate(view: View, scene: Scene) -> Reply:
    """The next words of a narration, or what the caller's words ask for instead."""
    thread, text = follow(view, scene), view.unanswered
    if quits(text):
        return scene.end(view)
    if thread.chapter < 0:
        return Reply(_opening(scene, view.known))
    if view.outcome and (called := scene.lines.calls.get(view.outcome.name)):
        said = scene.lines.unclear if view.outcome.failed else called.says
        return _asked_again(thread, view, scene).after(scene.fill(said, view.known))
    if scene.asked_for(tool := asked_for(text, scene.lines.calls), view):
        return Reply(calls=(ToolCall(tool),))
    if not thread.whole and not (thread.late and text and not thread.halted and not halts(text)):
        return _broken_into(text, thread, view, scene)
    return _answered(text, thread, view, scene)


def _broken_into(text: str, thread: Thread, view: View, scene: Scene) -> Reply:
    resumed = Reply(thread.rest).after(scene.fill(scene.lines.resumes, view.known))
    asked = scene.fill(scene.lines.interrupted, view.known)
    if not text or goes_on(text) or not asked or (thread.halted and yes(text)):
        return resumed
    again = _asked_again(thread, view, scene)
    if aside := said_aside(text, scene.profile):
        return again.after(scene.fill(aside, view.known))
    if not thread.halted:
        return Reply(asked)
    return scene.end(view) if no(text) else again.after(scene.fill(scene.lines.unclear, view.known))


def _answered(text: str, thread: Thread, view: View, scene: Scene) -> Reply:
    closing = Reply(thread.parts[-1])
    unclear = closing.after(scene.fill(scene.lines.unclear, view.known))
    if not text or puzzled(text):
        return closing
    if aside := said_aside(text, scene.profile):
        return closing.after(scene.fill(aside, view.known))
    if thread.chapter + 1 < len(scene.lines.chapters):
        return unclear if asks(text) else Reply(_chapter(thread.chapter + 1, text, scene, view.known))
    if no(text):
        return scene.end(view)
    if (edge := scene.way_on(view)) and (yes(text) or another(text)):
        return scene.hand_on(edge, view.known)
    return unclear


def _asked_again(thread: Thread, view: View, scene: Scene) -> Reply:
    """What the caller is to answer: the chapter's question, or before its end whether to go on."""
    ended = thread.parts if thread.whole else sentences(scene.fill(scene.lines.interrupted, view.known))
    return Reply(ended[-1] if ended else thread.rest)


def finished(view: View, scene: Scene) -> bool:
    """Whether the last chapter was heard to its end."""
    thread = follow(view, scene)
    return thread.whole and thread.chapter + 1 == len(scene.lines.chapters)


def follow(view: View, scene: Scene) -> Thread:
    """Where the narration stands after everything that was said in this stage."""
    thread, answer, known = Thread(), "", dict(view.told)
    for turn in view.turns:
        if isinstance(turn, Did):
            known |= turn.facts()
        elif turn.caller:
            answer = f"{answer} {turn.text}".strip()
        else:
            thread, answer = _after(thread, turn, answer, scene, known), ""
    return thread


def _after(thread: Thread, said: Spoke, answer: str, scene: Scene, known: Known) -> Thread:
    """The thread after one thing the agent said: a chapter begun or gone on with, or something else."""
    heard = plain(said.text)
    if thread.chapter < 0:
        return _heard(Thread(0), _opening(scene, known), "", heard) or thread
    if not thread.whole:
        resumes = scene.fill(scene.lines.resumes, known)
        if told := _heard(thread, f"{resumes} {thread.rest}", resumes, heard):
            return told
    if (thread.whole or thread.late) and thread.chapter + 1 < len(scene.lines.chapters):
        begun = Thread(thread.chapter + 1)
        if told := _heard(begun, _chapter(begun.chapter, answer, scene, known), "", heard):
            return told
    return replace(thread, halted=True)


def _heard(thread: Thread, whole: str, before: str, heard: PlainWords) -> Thread | None:
    """`thread` after `heard` of `whole`, whose words `before` are no chapter's; None if that was not it."""
    expected = plain(whole)
    if not heard or not (heard == expected[: len(heard)] or _cut_word(heard, expected)):
        return None
    told = thread.parts[: thread.heard]
    parts = tuple(sentences(thread.rest or whole.removeprefix(before).strip()))
    left = len(heard) - len(plain(before))
    if heard != expected[: len(heard)]:
        left -= 1
    whole_parts = 0
    for part in parts:
        if left < len(plain(part)):
            break
        left -= len(plain(part))
        whole_parts += 1
    last = len(parts) - 1
    late = whole_parts == last and left * 2 > len(plain(parts[last]))
    return Thread(thread.chapter, told + parts, len(told) + whole_parts, late)


def _cut_word(heard: PlainWords, expected: PlainWords) -> bool:
    """Whether `heard` breaks off within a word of `expected`."""
    at = len(heard) - 1
    return heard[:at] == expected[:at] and at < len(expected) and expected[at].startswith(heard[at])


def _opening(scene: Scene, known: Known) -> str:
    return f"{scene.fill(scene.lines.opens, known)} {_chapter(0, '', scene, known)}"


def _chapter(number: int, answer: str, scene: Scene, known: Known) -> str:
    return scene.fill(scene.lines.chapters[number], known, answer=taken_up(answer))
