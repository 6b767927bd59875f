"""A chat context read as a frozen `View`: what was known, said and done since this stage began."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from livekit.agents import ChatContext
from livekit.agents.llm import ChatItem

from segue.facts import known
from segue.profile.traits import Trait, Traits


@dataclass(frozen=True, slots=True)
class Spoke:
    """Somebody's words, as far as they were heard."""

    text: str
    caller: bool
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Did:
    """A tool that was called, and what came of it."""

    name: str
    arguments: str
    output: str
    failed: bool = False
    traits: Traits = frozenset()
    """What the tool is for."""

    def result(self) -> Mapping[str, Any]:
        """The output as an object; empty where it is a plain sentence."""
        return _object(self.output)

    def facts(self) -> Mapping[str, str | None]:
        """What is known by this call, as it was stored."""
        if self.failed or Trait.KEEPS_FACTS not in self.traits:
            return {}
        result, asked = self.result(), _object(self.arguments)
        noted = result.get("noted", {k: v for k, v in asked.items() if isinstance(v, str)})
        return {**dict(noted), **dict.fromkeys(result.get("declined", asked.get("declined") or []))}


Turn = Spoke | Did


@dataclass(frozen=True)
class View:
    """All that a reply may depend on, beside the profile."""

    told: Mapping[str, str | None]
    """Known when this stage's agent took the call; None: the caller would rather not say."""
    turns: tuple[Turn, ...]

    @property
    def known(self) -> Mapping[str, str | None]:
        """Known by now."""
        facts = dict(self.told)
        for turn in self.turns:
            if isinstance(turn, Did):
                facts |= turn.facts()
        return facts

    @property
    def lately(self) -> tuple[Turn, ...]:
        """Everything after the agent's last words."""
        spoken = [at for at, turn in enumerate(self.turns) if isinstance(turn, Spoke) and not turn.caller]
        return self.turns[spoken[-1] + 1 :] if spoken else self.turns

    @property
    def unanswered(self) -> str:
        """The caller's words that no agent has answered yet, joined."""
        return " ".join(turn.text for turn in self.lately if isinstance(turn, Spoke))

    @property
    def outcome(self) -> Did | None:
        """The tool output that waits for an answer: nobody spoke after it."""
        last = self.turns[-1] if self.turns else None
        return last if isinstance(last, Did) else None

    @property
    def tried(self) -> tuple[Did, ...]:
        """Tools called since the caller last spoke."""
        heard = [at for at, turn in enumerate(self.turns) if isinstance(turn, Spoke) and turn.caller]
        return tuple(t for t in self.turns[heard[-1] + 1 if heard else 0 :] if isinstance(t, Did))

    def failed(self, name: str) -> bool:
        """Whether a tool was called in vain since the caller last spoke."""
        return any(did.name == name and (did.failed or "refused" in did.result()) for did in self.tried)

    def since_facts_changed(self, trait: Trait) -> Did | None:
        """The last call of a tool for this that went through with the facts as they are now."""
        for turn in reversed(self.turns):
            if isinstance(turn, Did) and turn.facts():
                return None
            if isinstance(turn, Did) and trait in turn.traits and not turn.failed:
                return turn
        return None

    @property
    def settled(self) -> bool:
        """Whether the desk has in its books what is known now."""
        done = self.since_facts_changed(Trait.SETTLES)
        return done is not None and "refused" not in done.result()

    @property
    def refused(self) -> Did | None:
        """The desk's refusal of what is known now."""
        done = self.since_facts_changed(Trait.SETTLES)
        return done if done is not None and "refused" in done.result() else None

    @property
    def free(self) -> list[str] | None:
        """What the desk has for what is known now; None if nobody looked."""
        looked = self.refused or self.since_facts_changed(Trait.LOOKS_UP)
        return [str(each) for each in looked.result().get("free", [])] if looked else None


def read(context: ChatContext, stage: str, traits: Mapping[str, Traits]) -> View:
    """The view of `stage`, whose tools have these `traits`. Instructions given in passing are ignored."""
    items = context.items
    marks = [at for at, i in enumerate(items) if i.type == "agent_handoff" and i.new_agent_id == stage]
    start = marks[-1] + 1 if marks else 0
    told = next((i.text_content for i in items[:1] if i.type == "message" and i.role == "system"), None)
    return View(known.read(told or ""), tuple(_turns(items[start:], traits)))


def _turns(items: list[ChatItem], traits: Mapping[str, Traits]) -> list[Turn]:
    turns: list[Turn] = []
    calls = {item.call_id: item for item in items if item.type == "function_call"}
    for item in items:
        if item.type == "message" and item.role in ("user", "assistant") and (text := item.text_content):
            turns.append(Spoke(text, item.role == "user", item.interrupted))
        elif item.type == "function_call_output" and (call := calls.get(item.call_id)):
            known_for = traits.get(call.name, frozenset())
            turns.append(Did(call.name, call.arguments, item.output, item.is_error, known_for))
    return turns


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
