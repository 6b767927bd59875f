"""One connection to a realtime model that is reminded of what matters now, whoever asks for its response."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from livekit.agents import NOT_GIVEN, NotGivenOr, llm
from livekit.plugins import openai

HEADING: Final = "## Now"
"""Stands over a note: the prompt ends with the caller's own words, which are no instructions."""

Note = Callable[[bool], str | None]
"""What to remind the model of, if anything; told whether the caller has just said something not yet put into words."""


class RemindedSession(openai.realtime.RealtimeSession):
    """Every response that is asked for carries the note of the moment behind the prompt.

    The provider puts a response's instructions in the place of its session's, so the library sends both. One that takes
    the turns answers the caller unasked: it gets the note with its session's instructions, by `remind`.
    """

    def __init__(self, model: openai.realtime.RealtimeModel, **options: Any) -> None:
        self.note: Note = lambda spoken: None
        self.on_spoken: Callable[[], None] = lambda: None
        """Called once the caller's turn is over, before anything comes of it."""
        self._spoken = False
        self._prompt = ""
        self._reminded: str | None = None
        """What stands behind the prompt in the session's own instructions."""
        super().__init__(model, **options)
        self.on("session_reconnected", lambda _: self._begin_anew())
        self.on("openai_server_event_received", self._on_event)

    def commit_audio(self) -> None:
        """The caller's turn is over."""
        self._spoken = True
        super().commit_audio()

    def generate_reply(
        self,
        *,
        instructions: NotGivenOr[str] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        tools: NotGivenOr[list[llm.Tool]] = NOT_GIVEN,
    ) -> asyncio.Future[llm.GenerationCreatedEvent]:
        """A response that minds the note, and `instructions` where they are given."""
        spoken, self._spoken = self._spoken, False
        told = _joined(instructions or "", _under_heading(self.note(spoken)))
        return super().generate_reply(instructions=told or NOT_GIVEN, tool_choice=tool_choice, tools=tools)

    async def update_instructions(self, instructions: str) -> None:
        """Replace the prompt."""
        self._prompt, self._reminded = instructions, None
        await super().update_instructions(instructions)

    def remind(self) -> None:
        """Have a provider that answers unasked know the note, as it will be when the caller has spoken."""
        if not self.capabilities.turn_detection:
            return
        note = self.note(True)
        if note != self._reminded:
            self._reminded = note
            session = {"type": "realtime", "instructions": _joined(self._prompt, _under_heading(note))}
            self.send_event({"type": "session.update", "session": session})

    def _on_event(self, event: dict[str, Any]) -> None:
        if event["type"] == "input_audio_buffer.committed":
            self.on_spoken()

    def _begin_anew(self) -> None:
        self._reminded = None  # the new connection was told the prompt alone
        self.remind()


def _under_heading(note: str | None) -> str:
    return f"\n{HEADING}\n{note}" if note else ""


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
