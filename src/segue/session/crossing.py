"""How a hand-off is carried out: the ledger is made, the next agent built, and the call given to it, or given back."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final

from livekit.agents import Agent, AgentSession, llm

from segue import library
from segue.call.call import Call
from segue.call.events import EntryFailed, HandedOn, Resumed, RolledBack
from segue.call.state import HandOff
from segue.profile.model import Edge
from segue.session.closing import Closing
from segue.session.entry import Entry
from segue.session.held_input import HeldInput
from segue.session.ledger import Late, Ledger, ledger
from segue.session.said_order import SaidOrder
from segue.session.summarise import summarise
from segue.session.tool_runs import ToolRuns

logger = logging.getLogger("segue.crossing")

MakeAgent = Callable[[str, Edge | None, Entry], Agent]
"""Builds the agent of a stage, with the edge that led there and what it is told."""

SUMMARY_WITHIN_S: Final = 5.0
"""How long a summary may take, where the words beside the hand-off last so long."""
BACK: Final = "back"
"""The edge of a hand-off that is undone: it is none of the profile's."""


class Crossing:
    """The hand-offs of one call. It decides nothing: the rules say when."""

    def __init__(
        self, call: Call, session: AgentSession[Call], tool_runs: ToolRuns, closing: Closing, make: MakeAgent
    ) -> None:
        self._call = call
        self._session = session
        self._tool_runs = tool_runs
        self._closing = closing
        self._make = make
        self._kept: list[str] = []
        self._late: list[Late] = []
        self._summing_up: asyncio.Task[str | None] | None = None
        self._input: HeldInput | None = None
        self._moved = False
        """Whether the session has been given another agent since the hand-off was asked for."""

        self.said_order = SaidOrder(call)
        tool_runs.on_late = self._came_late

    @property
    def stage(self) -> str:
        """The stage of the agent that the session has: while a hand-off is taken back, not yet the call's."""
        marks = (item.new_agent_id for item in reversed(self._session.history.items) if item.type == "agent_handoff")
        return next(marks, self._call.state.stage)

    def prepare(self, number: int) -> None:
        """Begin the summary that the edge wants; the commit takes it if it is there by then, and does not wait."""
        hand_off, model = self._call.state.hand_off, self._session.current_agent.llm
        edge = hand_off and self._call.state.plan.edge(hand_off.origin, hand_off.edge)
        if edge and isinstance(model, llm.LLM):
            work = summarise(model, self._session.history.copy(), edge, SUMMARY_WITHIN_S)
            self._summing_up = asyncio.get_running_loop().create_task(work)

    def listen_through(self) -> None:
        """Have the caller's sound held back from the commit until the next agent hears it."""
        if (source := self._session.input.audio) is not None:
            self._input = HeldInput(source)
            self._session.input.audio = self._input

    def listen(self) -> None:
        """The agent that has the call hears what the caller says, and what they have said meanwhile."""
        self._kept.clear()
        if self._input is not None:
            self._input.release()

    def keep(self, text: str) -> None:
        """Put what the caller said during a hand-off into the conversation, for the next agent to answer."""
        message = llm.ChatMessage(role="user", content=[text])
        self._kept.append(message.id)  # first: once it is on record the hand-off may be committed
        library.hear(self._session, message)

    def commit(self, number: int, *, cut: bool) -> None:
        """Make the next agent and what it is told; then it is certain, and it takes the call."""
        hand_off = self._call.state.hand_off
        assert hand_off is not None, "a commit is asked for in a hand-off"
        self._moved = False
        self._late = []
        if cut:
            library.hush(self._session)
        edge = self._call.state.plan.edge(hand_off.origin, hand_off.edge)
        assert edge is not None, "a hand-off is granted along an edge"
        try:
            summary = self._summary()
            told = ledger(self._session.history, hand_off.target, edge, kept=self._kept, summary=summary)
            agent = self._make(hand_off.target, edge, Entry(number, told, self._late))
        except Exception as error:  # noqa: BLE001  (a user's class may raise anything)
            self._failed(number, error)
            return
        self._call.record(self._handed_on(hand_off, told, summary if told.summarised else None))
        self._move(number, agent)

    def withdraw(self, number: int, to: str, reason: str) -> None:
        """Put on record that a hand-off has come to nothing."""
        self._call.record(RolledBack(at_s=self._call.now(), hand_off=number, to=to, reason=reason))

    def roll_back(self, number: int, to: str, reason: str) -> None:
        """Give the call back to the stage before, or to the safe one. Who still has it goes on, if nothing was said."""
        self.withdraw(number, to, reason)
        if not self._moved and not self._kept and self._session.current_agent.id == to:
            self._call.record(Resumed(at_s=self._call.now(), hand_off=number, stage=to))
            return
        back = Edge(name=BACK, origin=self._call.state.stage, target=to, when=reason)
        try:
            told = ledger(self._session.history, to, back, kept=self._kept)
            agent = self._make(to, None, Entry(number, told, self._late, resumes=True))
        except Exception as error:  # noqa: BLE001  (a user's class may raise anything)
            self._failed(number, error)
            return
        library.hush(self._session)
        self._closing.cancel_hooks()
        library.forget_transition(self._session)
        self._move(number, agent)

    def _handed_on(self, hand_off: HandOff, told: Ledger, summary: str | None) -> HandedOn:
        return HandedOn(
            at_s=self._call.now(),
            hand_off=hand_off.number,
            edge=hand_off.edge,
            origin=hand_off.origin,
            target=hand_off.target,
            crossed=self.said_order.of(told.crossed),
            withheld=self.said_order.of(told.withheld),
            digest=told.digest,
            summary=summary or "",
        )

    def _move(self, number: int, agent: Agent) -> None:
        if self._input is not None:
            self._input.hold()
        self._moved = True
        self._tool_runs.release()
        self._session.update_agent(agent)
        library.transition(self._session).add_done_callback(lambda over: self._watch(number, agent, over))

    def _watch(self, number: int, agent: Agent, over: asyncio.Task[None]) -> None:
        if over.cancelled() or (error := over.exception()) is None:
            return
        if self._session.current_agent is agent:  # else another is taking the call by now, in its place
            self._failed(number, error)

    def _summary(self) -> str | None:
        task, self._summing_up = self._summing_up, None
        if task is None:
            return None
        if task.done():
            return task.result()
        task.cancel()
        return None

    def _came_late(self, tool: str, arguments: Mapping[str, object], result: object) -> None:
        """A tool that the hand-off did not wait for has its result: the next agent is told of it as it enters."""
        self._late.append(Late(tool, str(result)))

    def _failed(self, number: int, error: BaseException) -> None:
        logger.error("the next agent could not take the call", exc_info=error)
        self._call.record(EntryFailed(at_s=self._call.now(), hand_off=number, what=type(error).__name__))
