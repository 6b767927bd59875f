"""A tool that nobody here has heard of, entered in the table and mentioned by a rehearsal: a call calls it."""

import shutil
from pathlib import Path

import pytest
from livekit.agents import RunContext, function_tool, llm

from agents import team
from segue.call.call import Call
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind
from segue.testing import rehearse
from tests.conversation.scripted_call import PROFILES
from tools import TOOLS

LINES = """\
    calls:
      ring_doorbell:
        heard: [ring the bell]
        says: There, it has rung.
"""


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


async def test_a_new_tool_that_the_lines_mention_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []

    @tool_kind()
    def ring_doorbell(context: StageContext) -> llm.Tool:
        @function_tool
        async def ring_doorbell(ctx: RunContext[Call]) -> str:
            """Ring the bell at the storyteller's door. Call it when the caller asks for it."""
            rung.append(context.stage)
            return "It rang."

        return ring_doorbell

    monkeypatch.setitem(TOOLS, "ring_doorbell", ring_doorbell)
    folder = tmp_path / "storyteller"
    shutil.copytree(PROFILES / "storyteller", folder)
    changed(folder / "profile.yaml", "tools: [remember, end_call]", "tools: [remember, end_call, ring_doorbell]")
    asks = "    asks_again: I am sorry. Tell me again, please. You may spell it.\n"
    changed(folder / "rehearsal.yaml", asks, f"{asks}{LINES}")
    call = await rehearse(folder, team(), "I'm Ada. Ring the bell, please.")
    assert rung == ["intro"]
    assert call.said()[-1] == "There, it has rung. Where are you from?"
    call.expect(tools=["remember", "ring_doorbell"])
