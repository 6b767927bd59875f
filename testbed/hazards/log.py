"""What happens in one call while it happens, and from that what was `Observed`."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from livekit.agents import AgentSession, ConversationItemAddedEvent
from livekit.agents.voice.events import ToolExecutionUpdatedEvent

from segue.testing import Reply
from testbed.fakes.caller import Caller
from testbed.fakes.earpiece import Earpiece
from testbed.fakes.sound import Word, text_of
from testbed.hazards.minds import Told, calls_of, words_of
from testbed.hazards.observed import Asked, Books, Entered, Listened, Observed, Ran, Sounded, Uttered

BREATH_S: Final = 0.5
"""A longer pause makes two stretches of one speech."""
SAMPLED_S: Final = 0.1


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
        self._ends: list[float] = []
        """When a segment of the agents' speech was over."""
        self.hung_up_s: float | None = None
        self.over_s: float | None = None
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
        calls = [call.name for call in calls_of(answer)]
        self._asked.append(Asked(self.now_s, agent, told, words_of(answer), calls))

    def over(self) -> None:
        """The session is closed."""
        self.over_s = self.now_s if self.over_s is None else self.over_s

    async def sample(self) -> None:
        """Note who is given the caller's sound, until cancelled."""
        before = dict.fromkeys(self._paid, 0.0)
        while True:
            given = {who: seconds() for who, seconds in self._paid.items()}
            for who in given:
                if given[who] > before[who]:
                    self._listened.append(Listened(self.now_s - SAMPLED_S, self.now_s, who))
            before = given
            await asyncio.sleep(SAMPLED_S)

    def observed(self, books: Books = Books()) -> Observed:
        """All of it until now."""
        spoken = [Uttered(one.start_s, one.end_s, text_of(one.words)) for one in self._caller.said if one.words]
        return Observed(
            uttered=sorted([*spoken, *self._typed], key=lambda one: one.from_s),
            sounded=[*stretches(self._earpiece, self._ends)],
            asked=[*self._asked],
            entered=[*self._entered],
            ran=[*self._ran],
            listened=[*self._listened],
            books=books,
            hung_up_s=self.hung_up_s,
            over_s=self.over_s,
            watched_s=self.now_s,
        )

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        if event.item.type == "agent_handoff":
            self._entered.append(Entered(self.now_s, event.item.new_agent_id))

    def _on_tool(self, event: ToolExecutionUpdatedEvent) -> None:
        if event.update.type == "tool_call_started":
            self._ran.append(Ran(self.now_s, event.update.function_call.name))


def stretches(earpiece: Earpiece, ends: Sequence[float]) -> Iterator[Sounded]:
    """What sounded, put together to speeches. One that sounds now is not over: its end is infinite."""
    words = list[Word]()
    from_s = until_s = 0.0
    for sound in earpiece.log:
        if sound.word is None:
            continue
        broken = sound.start_s - until_s > BREATH_S or any(
            until_s - 0.01 <= end <= sound.start_s + 0.01 for end in ends
        )
        if words and (broken or words[-1].speaker != sound.speaker):
            yield Sounded(from_s, until_s, words[-1].speaker, text_of(words))
            words = []
        from_s = from_s if words else sound.start_s
        until_s = sound.end_s
        if not words or words[-1] is not sound.word:
            words.append(sound.word)
    if words:
        on = earpiece.playing and earpiece.now_s - until_s < BREATH_S
        yield Sounded(from_s, float("inf") if on else until_s, words[-1].speaker, text_of(words))
