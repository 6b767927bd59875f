"""The ledger of a hand-off: what the next agent is told, made from what was really said and heard until it commits."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from livekit.agents import AgentHandoff, ChatContext
from livekit.agents.llm import ChatItem, ChatMessage

from segue.profile.model import Edge
from segue.session.digest import Late, Tenure, digest_of, late_of, summary_of, tenures

__all__ = ["Late", "Ledger", "ledger"]

BESIDE_SUMMARY: Final = 2
"""Last messages that cross beside a summary: it was begun before the words beside the hand-off were said."""
WITHOUT_SUMMARY: Final = 4
"""Last messages that cross where a summary was to, and there is none in time."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What crosses a hand-off."""

    context: ChatContext
    """For the next agent: spoken words, what is told of the past, and the mark where its stage begins."""
    crossed: tuple[str, ...]
    """Ids of the spoken messages that crossed, in order."""
    withheld: tuple[str, ...]
    """Ids of the spoken messages that did not."""
    digest: str
    """What others did since the stage last had the call, as the next agent is told it; empty where it is not."""
    summarised: bool
    """Whether a summary stands for what was said."""


def ledger(
    history: ChatContext,
    stage: str,
    edge: Edge,
    *,
    told: Sequence[Late] = (),
    summary: str | None = None,
    kept: Collection[str] = (),
) -> Ledger:
    """What the agent of `stage` is told of `history`, whose last mark is of the stage now leaving.

    Where `stage` has had the call before, what was said then comes back to it on every measure but `nothing`. No tool
    call crosses: a model that sees calls of tools it lacks imitates them. `told`: what tools answered too late for the
    agent that had called them. `kept`: ids of what the caller said since the hand-off was asked for. It crosses on
    every measure and beyond any number, behind the mark, since it is for the next agent to answer.
    """
    past = tenures(history, edge.origin)
    spoken = [item for tenure in past for item in tenure.spoken() if item.id not in kept]
    own = {item.id for tenure in past if tenure.stage == stage for item in tenure.spoken()}
    crossing = _crossing(edge, [item.id for item in spoken], own, summary)
    words = [item for item in spoken if item.id in crossing]
    for_answer = [item for tenure in past for item in tenure.spoken() if item.id in kept]

    late = told if edge.carries != "nothing" else ()
    of_all = summary if edge.carries == "summary" else None
    digest = _digest(edge, past, stage, {*crossing, *kept}, late) if of_all is None else ""
    about = digest or (summary_of(of_all) if of_all is not None else "")

    own_end = 1 + max((at for at, item in enumerate(words) if item.id in own), default=-1) if about else 0
    items: list[ChatItem] = [*words[:own_end]]
    if about:
        items.append(_system(about, items, history))
    items += words[own_end:]
    if late:
        items.append(_system(late_of(late), items, history))
    items.append(_mark(edge.origin, stage, items, history))
    items += for_answer

    crossed = [item.id for item in (*words, *for_answer)]
    withheld = [item.id for item in spoken if item.id not in crossing]
    return Ledger(ChatContext(items), tuple(crossed), tuple(withheld), digest, of_all is not None)


def _crossing(edge: Edge, spoken: Sequence[str], own: Collection[str], summary: str | None) -> set[str]:
    """Ids of the messages that the measure of `edge` lets cross."""
    match edge.carries:
        case "full":
            return {*spoken}
        case "nothing":
            return set()
        case "facts":
            return {*own}
        case "summary":
            return {*own, *spoken[-(WITHOUT_SUMMARY if summary is None else BESIDE_SUMMARY) :]}
        case number:
            return {*own, *spoken[-number:]}


def _digest(edge: Edge, past: Sequence[Tenure], stage: str, crossing: Collection[str], late: Sequence[Late]) -> str:
    """What others did since `stage` last had the call; empty where it never had, or nothing of it is to be told."""
    visits = [at for at, tenure in enumerate(past) if tenure.stage == stage]
    since = past[visits[-1] + 1 :] if visits else ()
    answered = any(tenure.answers() for tenure in since)
    if not since or edge.carries in ("facts", "nothing") or (edge.carries == "full" and not answered):
        return ""
    return digest_of(since, crossing, late)


def _system(text: str, before: Sequence[ChatItem], history: ChatContext) -> ChatMessage:
    at = _moment(before, history)
    return ChatMessage(id=_id("told", text, before), role="system", content=[text], created_at=at)


def _mark(origin: str, stage: str, before: Sequence[ChatItem], history: ChatContext) -> AgentHandoff:
    at = _moment(before, history)
    return AgentHandoff(id=_id("mark", stage, before), old_agent_id=origin, new_agent_id=stage, created_at=at)


def _moment(before: Sequence[ChatItem], history: ChatContext) -> float:
    """When an item behind these is to have been made: the library puts what is said later behind it by that."""
    beside = before[-1:] or history.items[:1]
    return beside[0].created_at if beside else 0.0


def _id(kind: str, text: str, before: Sequence[ChatItem]) -> str:
    """The same for the same, and short enough for a realtime model's conversation (32 characters)."""
    named_by = "\n".join([*(item.id for item in before[-1:]), text])
    return f"{kind}_{hashlib.blake2b(named_by.encode(), digest_size=8).hexdigest()}"
