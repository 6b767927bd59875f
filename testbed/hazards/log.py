"""What happens in one call while it happens, and from that what was `Observed`."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from livekit.agents import AgentSession, ConversationItemAddedEvent
from livekit.agents.voice.events import ToolExecutionUpdatedEvent

from segue.testing import Reply
from testbed.fakes import Caller, Earpiece
from testbed.fakes import Sounded as SoundLog
from testbed.fakes.sound import Word, text_of
from testbed.hazards.lines import Told, calls_of, words_of
from testbed.hazards.observed import Asked, Books, Entered, Listened, Observed, Ran, Sounded, Uttered

BREATH_S: Final = 0.5
"""A longer pause makes two stretches of one speech."""
SAMPLED_S: Final = 0.1
LINE: Final = "(line)"
"""Who speaks what was rendered beforehand."""


class Log:
    """Everything both sides are watched by, and nothing that belongs to one of them."""

    def __init__(self, caller: Caller, earpiece: Earpiece, paid: dict[str, Callable[[], float]]) -> None:
        """`paid`: each paid listener, to the seconds of sound that it was given until now."""
        self._caller, self._earpiece, self._paid = caller, earpiece, paid
        self._typed: list[Uttered] = []
        self._asked: list[Asked] = []
        self._entered: list[Entered] = []
        self._ran: list[Ran] = []
        self._listened: list[Listened] = []
        self._said: list[tuple[float, str]] = []
        self._ends: list[float] = []
        """When a segment of the agents' speech was over."""
        self.hung_up_s: float | None = None
        self.over_s: float | None = None
        self.closed = asyncio.Event()
        earpiece.on("playback_finished", lambda _: self._ends.append(self.now_s))

    @property
    def now_s(self) -> float:
        """Seconds of the call."""
        return self._caller.now_s

    def watch(self, session: AgentSession[Any]) -> None:
        """Note what the session tells of hand-offs, tools and its end."""
        session.on("conversation_item_added", self._on_item)
        session.on("tool_execution_updated", self._on_tool)

    def typed(self, text: str) -> None:
        """The caller sent a message."""
        self._typed.append(Uttered(self.now_s, self.now_s, text, typed=True))

    def asked(self, agent: str, told: Told, answer: Reply) -> None:
        """An agent's model was asked."""
        calls = calls_of(answer)
        self._asked.append(Asked(self.now_s, agent, told, words_of(answer), calls))

    def over(self) -> None:
        """The session is closed."""
        self.over_s = self.now_s if self.over_s is None else self.over_s
        self.closed.set()

    async def sample(self) -> None:
        """Note who is given the caller's sound, until cancelled."""
        before = dict.fromkeys(self._paid, 0.0)
        while True:
            given = {who: seconds() for who, seconds in self._paid.items()}
            for who in [who for who in given if given[who] > before[who]]:
                self._heard_on(who)
            before = given
            await asyncio.sleep(SAMPLED_S)

    def observed(self, books: Books | None = None) -> Observed:
        """All of it until now."""
        spoken = [Uttered(one.start_s, one.end_s, text_of(one.words)) for one in self._caller.said if one.words]
        return Observed(
            uttered=sorted([*spoken, *self._typed], key=lambda one: one.from_s),
            sounded=[*stretches(self._earpiece, self._ends, self._said)],
            asked=[*self._asked],
            entered=[*self._entered],
            ran=[*self._ran],
            listened=[*self._listened],
            books=books or Books(),
            hung_up_s=self.hung_up_s,
            over_s=self.over_s,
            watched_s=self.now_s,
        )

    def _heard_on(self, who: str) -> None:
        """Make the stretch that `who` listened longer, or begin one."""
        from_s = max(0.0, self.now_s - SAMPLED_S)
        last = next((one for one in reversed(self._listened) if one.by == who), None)
        if last and from_s - last.until_s < SAMPLED_S / 2:
            self._listened.remove(last)
            from_s = last.from_s
        self._listened.append(Listened(from_s, self.now_s, who))

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        if event.item.type == "message" and event.item.role == "assistant":
            self._said.append((self.now_s, event.item.text_content or ""))
        if event.item.type == "agent_handoff":
            self._entered.append(Entered(self.now_s, event.item.new_agent_id))

    def _on_tool(self, event: ToolExecutionUpdatedEvent) -> None:
        if event.update.type == "tool_call_started":
            self._ran.append(Ran(self.now_s, event.update.function_call.name))


def stretches(earpiece: Earpiece, ends: Sequence[float], lines: Sequence[tuple[float, str]]) -> Iterator[Sounded]:
    """What sounded, put together to speeches. One that sounds now is not over: its end is infinite.

    Sound without words, as of a line that was rendered beforehand, is of nobody; its text is what the session then
    held for said: the `lines`, each with its second.
    """
    parts, heard = list[SoundLog](), set[Word]()
    for sound in earpiece.log:
        last = parts[-1] if parts else sound
        broken = any(last.end_s - 0.01 <= end <= sound.start_s + 0.01 for end in ends)
        if parts and (broken or sound.start_s - last.end_s > BREATH_S or last.speaker != sound.speaker):
            yield _together(parts, last.end_s, heard, lines)
            parts = []
        parts.append(sound)
    if parts:
        sounds = earpiece.playing and earpiece.now_s - parts[-1].end_s < BREATH_S
        yield _together(parts, float("inf") if sounds else parts[-1].end_s, heard, lines)


def _together(
    parts: Sequence[SoundLog], until_s: float, heard: set[Word], lines: Sequence[tuple[float, str]]
) -> Sounded:
    """One speech. A word that was broken by a pause belongs to what stood before it, and is `heard` by then."""
    words = [word for word in dict.fromkeys(part.word for part in parts) if word and word not in heard]
    heard.update(words)
    speaker = parts[0].speaker or LINE
    text = text_of(words) if speaker != LINE else next((line for at_s, line in lines if at_s >= until_s - 0.1), "")
    return Sounded(parts[0].start_s, until_s, speaker, text)
