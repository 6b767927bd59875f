"""Which tools were called is read from a session's history."""

from livekit.agents import ChatContext, llm

from segue.player.tool_uses import ToolUse, tool_uses


def test_a_tool_is_told_with_its_stage_its_answer_and_what_had_been_said() -> None:
    history = ChatContext(
        items=[
            llm.AgentHandoff(new_agent_id="intro"),
            llm.ChatMessage(role="assistant", content=["Hello?"]),
            llm.ChatMessage(role="user", content=["I'm Ada."]),
            llm.ChatMessage(role="assistant", content=[]),
            llm.FunctionCall(call_id="1", name="remember", arguments='{"name": "Ada"}'),
            llm.FunctionCallOutput(call_id="1", name="remember", output="noted", is_error=False),
            llm.FunctionCall(call_id="2", name="begin_task", arguments=""),
            llm.FunctionCallOutput(call_id="2", name="begin_task", output="", is_error=False),
            llm.AgentHandoff(old_agent_id="intro", new_agent_id="task"),
            llm.FunctionCall(call_id="3", name="settle", arguments="[1]"),
            llm.FunctionCallOutput(call_id="3", name="settle", output="Not yet.", is_error=True),
            llm.FunctionCall(call_id="4", name="remember", arguments='{"name": '),
        ]
    )
    assert tool_uses(history) == (
        ToolUse("intro", "remember", {"name": "Ada"}, "noted", failed=False, words_before=2),
        ToolUse("intro", "begin_task", {}, "", failed=False, words_before=2),
        ToolUse("task", "settle", {}, "Not yet.", failed=True, words_before=2),
        ToolUse("task", "remember", {}, "", failed=True, words_before=2),
    )
    assert [str(use) for use in tool_uses(history)] == [
        "remember(name: Ada) → noted",
        "begin_task()",
        "settle() refused Not yet.",
        "remember()",
    ]
