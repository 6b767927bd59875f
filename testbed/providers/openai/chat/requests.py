"""What `POST /chat/completions` accepts: the SDK's types, and the rules the API holds that no type tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openai.types.chat import completion_create_params as params

from testbed.providers.openai.chat.messages import Message, check_array, check_messages
from testbed.providers.openai.chat.tools import check_tools
from testbed.providers.openai.errors import OpenAIRefusal, missing, out_of_range
from testbed.providers.openai.sdk_types import check

_RANGES = {"temperature": (0, 2), "top_p": (0, 1), "presence_penalty": (-2, 2), "frequency_penalty": (-2, 2)}


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request that was accepted, as an LLM sees it."""

    body: Mapping[str, Any]
    """All of it, as it came."""

    @property
    def model(self) -> str:
        """As it was asked for."""
        return str(self.body["model"])

    @property
    def messages(self) -> Sequence[Message]:
        """In OpenAI's form: each has a `role`."""
        return tuple(self.body["messages"])

    @property
    def tools(self) -> Mapping[str, Mapping[str, Any]]:
        """The functions it may call, by name: `description`, `parameters`, `strict`."""
        return {tool["function"]["name"]: tool["function"] for tool in self.body.get("tools") or ()}

    @property
    def tool_choice(self) -> Any:
        """auto, none, required or the object that names one: LiveKit's `ToolChoice` has the same form."""
        return self.body.get("tool_choice") or ("auto" if self.tools else "none")

    @property
    def streams(self) -> bool:
        """Whether the answer is wanted as events."""
        return bool(self.body.get("stream"))

    @property
    def wants_usage(self) -> bool:
        """Whether a last event tells the tokens."""
        return bool((self.body.get("stream_options") or {}).get("include_usage"))

    @property
    def heard(self) -> str:
        """The last words of the user."""
        return next((_text(one["content"]) for one in reversed(self.messages) if one["role"] == "user"), "")


def read(body: dict[str, Any]) -> ChatRequest:
    """The request in `body`. Raises `Refusal`. Whether there is such a model is not asked here."""
    if "messages" not in body:
        raise missing("messages")
    for name in ("messages", "tools"):
        check_array(body.get(name, [None]), name)
    streams = body.get("stream") or False
    kind = params.CompletionCreateParamsStreaming if streams is True else params.CompletionCreateParamsNonStreaming
    # Messages and tools are checked each by its own type: for the whole they are a union of everything.
    check(kind, {**body, "messages": [], **({"tools": []} if "tools" in body else {})})
    for name, (least, most) in _RANGES.items():
        if (value := body.get(name)) is not None and (wrong := out_of_range(name, value, least, most)):
            raise wrong
    if body.get("stream_options") and not streams:
        raise OpenAIRefusal(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", None, "stream_options"
        )
    check_messages(body["messages"])
    check_tools(body.get("tools") or [])
    _check_choice(body)
    return ChatRequest(body)


def _check_choice(body: Mapping[str, Any]) -> None:
    names = [tool["function"]["name"] for tool in body.get("tools") or ()]
    for param in ("tool_choice", "parallel_tool_calls"):
        # "none" without tools is what it is anyway, and is let through.
        if body.get(param) not in (None, "none") and not names:
            said = f"'{param}' is only allowed when 'tools' are specified."
            raise OpenAIRefusal(f"Invalid value for '{param}': {said}", None, param)
    match body.get("tool_choice"):
        case {"function": {"name": str(name)}} if name not in names:
            # Their words for a kind of tool that is missing; for a function's name they are taken to be the same.
            raise OpenAIRefusal(f"Tool choice '{name}' not found in 'tools' parameter.", None, "tool_choice")


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)
