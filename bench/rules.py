"""What the rules cost an event and a turn: python -m bench.rules

Beside microseconds it gives the ratio to writing the same event as a line of the journal, which is what every event
costs anyway, and which another machine changes as much.
"""

import statistics
import time
from collections.abc import Callable
from typing import Final

from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Entered,
    Event,
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Heard,
    Learnt,
    Said,
    Started,
    Thinking,
    ToolFinished,
    ToolStarted,
    TurnOver,
)
from segue.call.plan import Plan
from segue.call.rules import decide
from segue.call.state import State
from segue.profile.model import Edge
from segue.records.journal import in_json
from segue.records.journal.sealed import sealed

EDGE: Final = Edge(name="begin_task", origin="intro", target="task", when="They agree.", needs=["name", "place"])
PLAN: Final = Plan(opens="intro", asks={"name": "your name", "place": "where you are from"}, edges=(EDGE,))
ROUNDS: Final = 2000

OPENING: Final[tuple[Event, ...]] = (
    Started(at_s=0, profile="storyteller", models="none"),
    Entered(at_s=0.1, stage="intro"),
    AgentsBegan(at_s=0.5),
    Said(at_s=3, stage="intro", text="Hello, I am Echo. What may I call you, and where are you from?"),
    AgentsEnded(at_s=3),
)
TURN: Final[tuple[Event, ...]] = (
    CallerBegan(at_s=4),
    CallerEnded(at_s=6),
    TurnOver(at_s=6.5, text="I'm Mara and I'm from Lisbon."),
    Heard(at_s=6.5, text="I'm Mara and I'm from Lisbon.", recognition_s=0.3, end_of_turn_s=0.5),
    Thinking(at_s=6.5),
    ToolStarted(at_s=7, run=1, tool="remember"),
    Learnt(at_s=7, run=1, name="name", value="Mara", heard="Mara"),
    Learnt(at_s=7, run=1, name="place", value="Lisbon", heard="Lisbon"),
    ToolFinished(at_s=7, run=1, tool="remember"),
    AgentsBegan(at_s=7.5),
    Said(at_s=10, stage="intro", text="Mara from Lisbon, is that right?", answer_s=1.5, first_token_s=0.3),
    AgentsEnded(at_s=10),
)
HAND_OFF: Final[tuple[Event, ...]] = (
    Heard(at_s=12, text="Yes, that's right."),
    Thinking(at_s=12),
    ToolStarted(at_s=12.5, run=2, tool="begin_task"),
    HandOffRequested(at_s=12.5, run=2, edge="begin_task"),
    FarewellOver(at_s=13, hand_off=1),
    HandedOn(at_s=13, hand_off=1, edge="begin_task", origin="intro", target="task", crossed=(1, 2, 3, 4, 5, 6)),
    ToolFinished(at_s=13, run=2, tool="begin_task"),
    Entered(at_s=13.1, stage="task", hand_off=1),
    AgentsBegan(at_s=13.5),
    Said(at_s=16, stage="task", text="Who shall the story be about?"),
    AgentsEnded(at_s=16),
)


def after(state: State, events: tuple[Event, ...]) -> State:
    """The state that `events` lead to; each has to be permitted."""
    for event in events:
        decision = decide(state, event)
        assert decision.permission.permitted, event
        state = decision.state
    return state


def took_us(work: Callable[[], object]) -> float:
    """The median of `ROUNDS`, in microseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def row(name: str, state: State, events: tuple[Event, ...]) -> None:
    rules_us = took_us(lambda: after(state, events))
    written_us = took_us(lambda: [sealed(in_json.plain(event)) for event in events])
    print(f"{name:24} {len(events):6} {rules_us:9.1f} {written_us:10.1f} {rules_us / written_us:7.2f}")


def main() -> None:
    state = State(plan=PLAN)
    opened = after(state, OPENING)
    answered = after(opened, TURN)
    print(f"{'':24} {'events':>6} {'rules µs':>9} {'journal µs':>10} {'ratio':>7}")
    row("the opening", state, OPENING)
    row("a turn with a tool", opened, TURN)
    row("a hand-off", answered, HAND_OFF)
    whole = (*OPENING, *TURN, *HAND_OFF)
    for kind in sorted({type(event) for event in whole}, key=lambda kind: kind.__name__):
        number = next(number for number, event in enumerate(whole) if type(event) is kind)
        row(f"  {kind.__name__}", after(state, whole[:number]), (whole[number],))


if __name__ == "__main__":
    main()
