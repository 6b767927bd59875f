"""The understudy as the LLM behind a double: it is shown what came over the wire, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from livekit.agents import ChatContext, function_tool, llm
from livekit.agents.llm import ChatItem

from segue.facts import known
from segue.facts.accept import words
from segue.models.openai.reminded import HEADING
from segue.profile.model import Profile
from segue.rehearsal.scene import Scene
from segue.rehearsal.summing_up import summed_up
from segue.rehearsal.understudy import Understudy
from segue.testing import Calls, Says
from testbed.providers.openai.chat.requests import ChatRequest
from testbed.providers.openai.realtime.asked import RealtimeRequest
from testbed.script import Answer


def chat(request: ChatRequest, profile: Profile) -> Answer:
    """The answer to a request for a chat completion."""
    schemas = [
        {"name": name, "parameters": tool["parameters"], "description": tool.get("description", "")}
        for name, tool in request.tools.items()
    ]
    return _answer(profile, [*_from_chat(request.messages)], schemas, request.tool_choice)


def realtime(asked: RealtimeRequest, profile: Profile) -> Answer:
    """What a realtime model says when a response is wanted."""
    prompt, _, note = (asked.response_instructions or asked.instructions).partition(f"\n\n{HEADING}\n")
    told = [llm.ChatMessage(role="system", content=[text]) for text in (prompt, note) if text]
    return _answer(profile, [*told, *_from_realtime(asked)], asked.tools, asked.tool_choice)


def _answer(profile: Profile, items: list[ChatItem], tools: Sequence[Mapping[str, Any]], choice: Any) -> Answer:
    """The understudy's reply, knowing no more than a model would: what it was told over the wire."""
    if (summary := summed_up(ChatContext(items))) is not None:
        return Says(summary)
    if (stage := _stage(profile, items[0])) is None:  # a mere trial, of a check
        return tuple(Calls(str(tool["name"]), "{}") for tool in tools[:1]) or Says("Yes.")
    if (begun := _begun(profile, stage, items)) is not None:
        items.insert(begun, llm.AgentHandoff(new_agent_id=stage))
    reply = Understudy(profile, stage).reply(ChatContext(items=items), [_tool(schema) for schema in tools], choice)
    said = [Says(reply.text)] if reply.text else []
    return (*said, *(Calls(call.name, call.arguments) for call in reply.calls))


def _stage(profile: Profile, told: ChatItem) -> str | None:
    """By the prompt it was told; models are told nothing else of where they are."""
    text = (told.text_content or "") if told.type == "message" else ""
    return next((name for name, spec in profile.stages.items() if profile.texts[spec.prompt].strip() in text), None)


def _begun(profile: Profile, stage: str, items: Sequence[ChatItem]) -> int | None:
    """Where this stage's part begins: after the last words with which another handed the caller on to it."""
    facts = known.read((items[0].text_content or "") if items[0].type == "message" else "")
    lines = [
        Scene(profile, edge.origin, frozenset()).fill(profile.stage_lines(edge.origin).leaves[edge.name], facts)
        for edge in profile.edges
        if edge.target == stage
    ]
    ends = [
        at
        for at, item in enumerate(items)
        if item.type == "message" and item.role == "assistant" and _ends_with(item.text_content or "", lines)
    ]
    return ends[-1] + 1 if ends else None


def _ends_with(text: str, lines: Sequence[str]) -> bool:
    said = words(text)
    return any(said[-len(words(line)) :] == words(line) for line in lines)


def _tool(schema: Mapping[str, Any]) -> llm.Tool:
    async def nothing(raw_arguments: dict[str, object]) -> None: ...

    names = ("name", "description", "parameters")
    return function_tool(nothing, raw_schema={name: schema[name] for name in names})


def _from_chat(messages: Sequence[Mapping[str, Any]]) -> Iterator[ChatItem]:
    names: dict[str, str] = {}
    for message in messages:
        if message["role"] == "tool":
            yield _output(message["tool_call_id"], names[message["tool_call_id"]], str(message["content"]))
            continue
        if text := _text(message.get("content")):
            yield llm.ChatMessage(role=message["role"], content=[text])
        for call in message.get("tool_calls") or ():
            names[call["id"]] = call["function"]["name"]
            yield llm.FunctionCall(call_id=call["id"], name=names[call["id"]], arguments=call["function"]["arguments"])


def _from_realtime(asked: RealtimeRequest) -> Iterator[ChatItem]:
    names: dict[str, str] = {}
    for item in asked.items:
        if item.type == "function_call":
            names[item.wire["call_id"]] = item.wire["name"]
            call_id, arguments = item.wire["call_id"], item.wire["arguments"]
            yield llm.FunctionCall(call_id=call_id, name=item.wire["name"], arguments=arguments)
        elif item.type == "function_call_output":
            yield _output(item.wire["call_id"], names[item.wire["call_id"]], str(item.wire["output"]))
        elif item.text:
            yield llm.ChatMessage(role=item.wire["role"], content=[item.text])


def _output(call_id: str, name: str, output: str) -> ChatItem:
    return llm.FunctionCallOutput(call_id=call_id, name=name, output=output, is_error=False)


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content or ())
