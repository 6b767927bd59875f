"""Events of every kind, as hypothesis draws them."""

from collections.abc import Mapping

from hypothesis import strategies as st

from segue.call.command import FixedLine
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    AlmostUp,
    CallerAway,
    CallerBack,
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    Declined,
    Ended,
    Ending,
    Entered,
    EntryFailed,
    EntryOverdue,
    Event,
    Failed,
    FarewellOver,
    FellSilent,
    FloorOverdue,
    GoodbyeOver,
    GoodbyeOverdue,
    HandedOn,
    HandOffRequested,
    Heard,
    HungUp,
    Learnt,
    Limit,
    LineHeard,
    Outcome,
    Resumed,
    RolledBack,
    Said,
    Settled,
    SettleRequested,
    Started,
    StayedAway,
    Switched,
    TakenOver,
    Thinking,
    TimeUp,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
    ToolUnwritten,
    TurnOver,
    TypedIn,
    Used,
    WaitedEnough,
)

Words = st.SearchStrategy[str]
Kinds = Mapping[type[Event], st.SearchStrategy[Event]]


def kinds(
    *, stages: Words, edges: Words, facts: Words, words: Words, parts: Words, seconds: st.SearchStrategy[float]
) -> Kinds:
    """One strategy a kind of event, with values of these domains."""
    at = {"at_s": seconds, "run": st.none() | st.integers(1, 4)}
    number = st.integers(0, 3)
    places = st.lists(st.integers(1, 9), max_size=3).map(tuple)
    tool = {**at, "tool": parts}
    outcome = {**at, "outcome": st.sampled_from(Outcome)}
    timer = {**at, "of": st.integers(0, 6)}
    return {
        Started: st.builds(Started, **at, profile=parts, models=parts, typed=st.booleans()),
        Entered: st.builds(Entered, **at, stage=stages, hand_off=st.none() | number),
        TakenOver: st.builds(TakenOver, **at, stage=stages),
        CallerAway: st.builds(CallerAway, **at, resumes=st.booleans()),
        CallerBack: st.builds(CallerBack, **at),
        StayedAway: st.builds(StayedAway, **timer),
        CallerBegan: st.builds(CallerBegan, **at),
        CallerEnded: st.builds(CallerEnded, **at),
        CallerSpoke: st.builds(CallerSpoke, **at),
        TurnOver: st.builds(TurnOver, **at, text=words),
        TypedIn: st.builds(TypedIn, **at, text=words),
        Heard: st.builds(Heard, **at, text=words),
        Thinking: st.builds(Thinking, **at),
        AgentsBegan: st.builds(AgentsBegan, **at),
        AgentsEnded: st.builds(AgentsEnded, **at),
        Said: st.builds(Said, **at, stage=stages, text=words, interrupted=st.booleans()),
        FellSilent: st.builds(FellSilent, **timer),
        FloorOverdue: st.builds(FloorOverdue, **timer),
        LineHeard: st.builds(
            LineHeard, **at, stage=stages, line=st.sampled_from(FixedLine), text=words, whole=st.booleans()
        ),
        Learnt: st.builds(Learnt, **at, name=facts, value=words, heard=words),
        Declined: st.builds(Declined, **at, name=facts),
        SettleRequested: st.builds(SettleRequested, **at, stage=stages),
        Settled: st.builds(
            Settled,
            **at,
            stage=stages,
            desk=parts,
            summary=words,
            rests_on=st.dictionaries(facts, words, max_size=2),
        ),
        ToolStarted: st.builds(
            ToolStarted, **tool, arguments=st.dictionaries(words, words | st.integers(), max_size=2)
        ),
        ToolUnwritten: st.builds(ToolUnwritten, **tool),
        ToolFinished: st.builds(ToolFinished, **tool, result=words, lacks=words, stale=st.booleans()),
        ToolFailed: st.builds(ToolFailed, **tool, what=parts),
        ToolAbandoned: st.builds(ToolAbandoned, **tool, why=parts),
        HandOffRequested: st.builds(HandOffRequested, **at, edge=edges),
        FarewellOver: st.builds(FarewellOver, **at, hand_off=number),
        WaitedEnough: st.builds(WaitedEnough, **timer),
        HandedOn: st.builds(
            HandedOn,
            **at,
            edge=edges,
            origin=stages,
            target=stages,
            hand_off=number,
            crossed=places,
            withheld=places,
            digest=words,
            summary=words,
        ),
        EntryFailed: st.builds(EntryFailed, **at, hand_off=number, what=parts),
        EntryOverdue: st.builds(EntryOverdue, **timer),
        RolledBack: st.builds(RolledBack, **at, hand_off=number, to=stages, reason=parts),
        Resumed: st.builds(Resumed, **at, hand_off=number, stage=stages),
        Switched: st.builds(Switched, **at, part=parts, to=parts, why=parts),
        Failed: st.builds(Failed, **at, where=parts, what=parts, final=st.booleans()),
        Ending: st.builds(Ending, **outcome),
        AlmostUp: st.builds(AlmostUp, **timer),
        TimeUp: st.builds(TimeUp, **timer),
        Used: st.builds(Used, **at, tokens=st.integers(0, 99)),
        HungUp: st.builds(HungUp, **at),
        GoodbyeOver: st.builds(GoodbyeOver, **at),
        GoodbyeOverdue: st.builds(GoodbyeOverdue, **timer),
        Ended: st.builds(Ended, **outcome, limit=st.none() | st.sampled_from(Limit)),
    }


names = st.sampled_from(["name", "place", "intro", "task", ""])
ANY: Kinds = kinds(
    stages=names, edges=names, facts=names, words=st.text(), parts=names, seconds=st.floats(min_value=0, max_value=1e6)
)
events: st.SearchStrategy[Event] = st.one_of(*ANY.values())
