"""A whole conversation with the understudy, played without a session: tools take effect by hand."""

import json
from collections.abc import Mapping
from copy import copy
from functools import cache
from pathlib import Path

from livekit.agents import ChatContext, function_tool, llm

from segue.profile.load import load
from segue.profile.model import Profile
from segue.profile.traits import Trait
from segue.rehearsal import Understudy
from segue.rehearsal.scene import Reply, ToolCall
from tests.unit.profile.small_profile import KNOWN

PROFILES = Path(__file__).parents[3] / "profiles"
MOST_STEPS = 5
"""Replies in one turn. More would be a loop."""


@cache
def profile(name: str) -> Profile:
    return load(PROFILES / name, KNOWN)


def tool(name: str) -> llm.Tool:
    async def act(raw_arguments: dict[str, object]) -> None: ...

    return function_tool(act, raw_schema={"name": name, "parameters": {"type": "object", "properties": {}}})


class Play:
    """One call. `say` gives what the agents say up to the caller's next turn."""

    def __init__(self, played: Profile | str, *, taken: Mapping[str, list[str]] | None = None) -> None:
        self.profile = profile(played) if isinstance(played, str) else played
        self.facts: dict[str, str | None] = {}
        self.taken = taken or {}
        self.refuses: set[str] = set()
        self.booked: list[str] = []
        self.calls: list[ToolCall] = []
        self.path: list[str] = []
        self.ended = False
        self.context = ChatContext()
        self.opening = self.enter(self.profile.opens)

    @property
    def tools(self) -> list[llm.Tool]:
        edges = [edge.name for edge in self.profile.edges_from(self.stage)]
        return [tool(name) for name in [*self.profile.stages[self.stage].tools, *edges]]

    def enter(self, stage: str) -> str:
        """The agent of `stage` takes the call, with the words of the last one but none of its tool calls."""
        self.stage = stage
        self.path.append(stage)
        words = [item for item in self.context.items if item.type == "message" and item.role != "system"]
        self.context = ChatContext.empty()
        told = f"Be kind.\n\n## What we know\n{json.dumps(self.facts)}"
        self.context.add_message(role="system", content=told)
        self.context.items.extend([*words, llm.AgentHandoff(new_agent_id=stage)])
        return self.turn()

    def fork(self) -> "Play":
        """The same call so far; what is said in it from here on is not said in this one."""
        fallback = copy(self)
        fallback.context = ChatContext([item.model_copy() for item in self.context.items])
        fallback.facts, fallback.calls, fallback.path = dict(self.facts), [*self.calls], [*self.path]
        return fallback

    def say(self, text: str) -> str:
        self.context.add_message(role="user", content=text)
        return self.turn()

    def nudge(self) -> None:
        self.context.add_message(role="assistant", content=self.profile.lines.are_you_there)

    def cut(self, words: int) -> None:
        """The caller breaks into what was said last after so many words."""
        last = self.context.items[-1]
        assert last.type == "message"
        assert last.text_content
        last.content = [" ".join(last.text_content.split()[:words])]
        last.interrupted = True

    def ask(self) -> Reply:
        understudy = Understudy(self.profile, self.stage)
        reply = understudy.reply(self.context, self.tools, "auto")
        assert understudy.reply(self.context.copy(), self.tools, "auto") == reply, "asked twice, it differs"
        assert reply.text or reply.calls, "silence"
        return reply

    def turn(self) -> str:
        spoken: list[str] = []
        for _ in range(MOST_STEPS):
            reply = self.ask()
            if reply.text:
                self.context.add_message(role="assistant", content=reply.text)
                spoken.append(reply.text)
            if not reply.calls:
                return " ".join(spoken)
            (call,) = reply.calls
            self.calls.append(call)
            edge = next((e for e in self.profile.edges_from(self.stage) if e.name == call.name), None)
            if edge and edge.name not in self.refuses:
                self.facts = {name: value for name, value in self.facts.items() if name not in edge.forgets}
                return " ".join([*spoken, self.enter(edge.target)])
            output, failed = ("Not yet.", True) if edge else self.effect(call)
            call_id = f"call_{len(self.calls)}"
            arguments = json.dumps(call.arguments)
            self.context.items += [
                llm.FunctionCall(call_id=call_id, name=call.name, arguments=arguments),
                llm.FunctionCallOutput(call_id=call_id, name=call.name, output=output, is_error=failed),
            ]
        raise AssertionError(f"it never stops calling tools: {self.calls}")

    def effect(self, call: ToolCall) -> tuple[str, bool]:
        if call.name in self.refuses:
            return "That could not be done.", True
        match [*self.profile.traits[call.name]]:
            case [Trait.KEEPS_FACTS]:
                given = dict(call.arguments)
                declined = given.pop("declined", [])
                assert isinstance(declined, list)
                noted = {name: str(value) for name, value in given.items()}
                self.facts |= {**noted, **dict.fromkeys(declined)}
                return json.dumps({"noted": noted, "declined": declined, "missing": [], "puzzles": []}), False
            case [Trait.LOOKS_UP]:
                return json.dumps({"free": self.free()}), False
            case [Trait.SETTLES]:
                if self.facts.get("time") in self.taken.get(str(self.facts.get("day")), []):
                    return json.dumps({"refused": "taken", "free": self.free()}), False
                self.booked.append(" ".join(str(self.facts[name]) for name in self.profile.stages[self.stage].facts))
                return self.booked[-1], False
            case [Trait.ENDS_CALL]:
                self.ended = True
                return "Now say goodbye.", False
        return "Done.", False

    def free(self) -> list[str]:
        taken = self.taken.get(str(self.facts.get("day")), [])
        return [time for time in self.profile.facts["time"].choices if time not in taken]


def test_a_fork_of_a_call_leaves_it_as_it_was() -> None:
    play = Play("storyteller")
    play.fork().say("I'm Ada")
    assert play.facts == {}
    assert len(play.context.items) == 3
