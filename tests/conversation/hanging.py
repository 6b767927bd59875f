"""Tools for a scripted call that hang, and the storyteller who has them."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import pytest
from livekit.agents import RunContext, function_tool, llm

from segue.call.call import Call
from segue.profile.limits import Limits
from segue.profile.model import Profile
from segue.session.stage_context import StageContext
from segue.session.tool_kind import ToolKind
from tests.conversation.scripted_call import storyteller
from tools import TOOLS


@dataclass
class Hanging:
    """A tool `wait`, which waits for `until`, and a tool `ignore`, which does so whoever cancels it."""

    until: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    def wait(self, context: StageContext) -> llm.Tool:
        """Ends where it is cancelled."""

        @function_tool
        async def wait(ctx: RunContext[Call], what: str = "") -> str:
            """Wait for what is there."""
            self.begun.set()
            try:
                await self.until.wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
            return f"Found for {what}."

        return wait

    def ignore(self, context: StageContext) -> llm.Tool:
        """Does not."""

        @function_tool
        async def ignore() -> str:
            """Wait for what is there."""
            self.begun.set()
            while not self.until.is_set():
                with contextlib.suppress(asyncio.CancelledError):
                    await self.until.wait()
            return "Found at last."

        return ignore


def with_hanging(monkeypatch: pytest.MonkeyPatch, tool_s: float = 10.0) -> tuple[Hanging, Profile]:
    """The storyteller, whose every stage has both tools, and what they wait for."""
    hanging, told = Hanging(), storyteller()
    for name in ("wait", "ignore"):
        monkeypatch.setitem(TOOLS, name, ToolKind(getattr(hanging, name), frozenset()))
    stages = {
        name: spec.model_copy(update={"tools": [*spec.tools, "wait", "ignore"]}) for name, spec in told.stages.items()
    }
    return hanging, told.model_copy(update={"stages": stages, "limits": Limits(tool_s=tool_s)})
