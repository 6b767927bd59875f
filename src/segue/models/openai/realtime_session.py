"""One connection to a realtime model: it can always be closed, and says so when an answer it owes will not come."""

import asyncio
from typing import Any, Final

from livekit import rtc
from livekit.agents import NOT_GIVEN, APIConnectionError, APIError, APITimeoutError, ChatContext, NotGivenOr, llm
from livekit.agents.llm import ChatItem
from livekit.plugins import openai

from segue import library
from segue.models.failover.switch import Deadlines
from segue.models.failover.unheard import Unheard
from segue.models.openai.reminded import RemindedSession

CLOSED_WITHIN_S: Final = 0.5
"""Farewells take a round trip; a provider that is gone is waited for ten seconds by the library, and so is the next
agent, who can't begin before."""

_SIGNS: Final = ("response.", "conversation.item.added", "conversation.item.deleted")
"""Server events that show it at work on what it was asked for; to transcribe the caller is not among them."""

ANSWERING: Final = "conversation_already_has_active_response"


class ClosableSession(library.ReportsErrors, RemindedSession):
    """Reports once, as unrecoverable, that the caller's answer will not come; whoever waits for it is let go.

    The library waits 10 s for a response, and connects anew when a connection is lost: then the answer that was under
    way is lost too, and nobody speaks. It also raises the error that ended a session once more from `aclose`, and then
    neither the call nor the job behind it ever ends.
    """

    def __init__(self, model: openai.realtime.RealtimeModel, deadlines: Deadlines, **options: Any) -> None:
        self.unheard = Unheard()
        """What the caller said and nobody has put into words yet."""
        self.answer_lost = False
        """Whether something was owed when the session was given up."""
        self._given_up = self._connected = self._leaving = False
        self._silence_s = deadlines.realtime_s
        self._patience: asyncio.TimerHandle | None = None
        super().__init__(model, **options)
        self.on("openai_server_event_received", self._on_server_event)

    @property
    def given_up(self) -> bool:
        """Whether its provider has failed, and it is of no use any more."""
        return self._given_up

    @property
    def owes(self) -> bool:
        """Whether a response, or the confirmation of what it was told, is still to come."""
        return self.has_active_generation or any(not future.done() for future in library.unconfirmed(self))

    def send_event(self, event: Any) -> None:
        """Send it, and lose patience if nothing comes of it."""
        super().send_event(event)
        kind = event["type"] if isinstance(event, dict) else event.type
        if kind in ("response.create", "conversation.item.create", "conversation.item.delete"):
            self._wait_if_owed()

    def push_audio(self, frame: rtc.AudioFrame) -> None:
        """The caller's sound; it is kept until it is put into words."""
        self.unheard.push(frame)
        super().push_audio(frame)

    def start_user_activity(self) -> None:
        """The caller speaks: told as long as they do."""
        if not self.unheard.speaking:
            self.unheard.started()

    def commit_audio(self) -> None:
        """The caller's turn is over."""
        self.unheard.ended(self.unheard.now_s, 0.0)
        super().commit_audio()

    def generate_reply(
        self,
        *,
        instructions: NotGivenOr[str] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        tools: NotGivenOr[list[llm.Tool]] = NOT_GIVEN,
    ) -> asyncio.Future[llm.GenerationCreatedEvent]:
        """A response, or a `RealtimeError`; with that the session is given up."""
        if self._given_up:
            answer = asyncio.get_running_loop().create_future()
            answer.set_exception(_gone())
            return answer
        answer = super().generate_reply(instructions=instructions, tool_choice=tool_choice, tools=tools)
        answer.add_done_callback(self._on_answer)
        return answer

    async def update_chat_ctx(self, chat_ctx: ChatContext) -> None:
        """Make the provider's conversation this one, and leave in it what the caller has only just said.

        Until those words are made out the library knows nothing of them and would delete them unanswered, such as when
        the caller breaks in before the first sound of a speech, which is then taken out of the conversation.
        Raises `RealtimeError` where there is no provider any more.
        """
        if self._given_up:
            raise _gone()
        whole = chat_ctx.copy()
        missing = [item for item in self.chat_ctx.items if _not_made_out(item) and not whole.get_by_id(item.id)]
        whole.insert(missing)
        await super().update_chat_ctx(whole)
        if self._given_up:  # meanwhile, which the library takes for a part that was refused
            raise _gone()

    async def aclose(self) -> None:
        """Close; an error of the connection, which has been reported by now, is not raised again."""
        self._leaving = True
        self._stop_waiting()
        closing = asyncio.ensure_future(super().aclose())
        closing.add_done_callback(lambda over: over.cancelled() or over.exception())
        await asyncio.wait({closing}, timeout=0 if self._given_up else CLOSED_WITHIN_S)

    def on_error(self, error: Exception, recoverable: bool) -> None:
        """Give up on a connection that is lost while it owes an answer; the library would open another."""
        lost = isinstance(error, APIConnectionError) and self._connected and self.owes
        if lost or not recoverable:
            self._give_up(error)
        else:
            self.report_error(error, recoverable=True)

    def _on_server_event(self, event: dict[str, Any]) -> None:
        self._connected = True
        match event:
            case {"type": "response.done", "response": {"status": "failed"}}:
                self._give_up(APIError("the response failed", retryable=False))
            case {"type": "error", "error": {"type": "server_error"}} if self.owes:
                self._give_up(APIError("the provider had an error", retryable=False))
            case {"type": "conversation.item.input_audio_transcription.completed"}:
                self.unheard.covered(None)
        if event["type"].startswith(_SIGNS):
            self._stop_waiting()
            asyncio.get_running_loop().call_soon(self._wait_if_owed)  # once the event is taken in

    def _on_answer(self, answer: asyncio.Future[llm.GenerationCreatedEvent]) -> None:
        if answer.cancelled() or (error := answer.exception()) is None:
            return
        # Where the provider takes the turns it may have begun to answer by itself.
        if isinstance(error, Exception) and getattr(error, "code", None) != ANSWERING:
            self._give_up(error)

    def _wait_if_owed(self) -> None:
        if self.owes and self._patience is None and not self._given_up and not self._leaving:
            self._patience = asyncio.get_running_loop().call_later(self._silence_s, self._lose_patience)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        if self.owes:
            self._give_up(APITimeoutError(f"nothing came from the realtime model for {self._silence_s} s"))

    def _give_up(self, error: Exception) -> None:
        if self._given_up or self._leaving:
            return
        self._given_up, self.answer_lost = True, self.owes
        self._stop_waiting()
        library.disconnect(self)
        self.report_error(error, recoverable=False)
        for future in [*library.unanswered(self), *library.unconfirmed(self)]:
            if not future.done():
                future.set_exception(_gone())
        library.end_response(self, "its model failed")


def _gone() -> llm.RealtimeError:
    return llm.RealtimeError("the realtime model has failed")


def _not_made_out(item: ChatItem) -> bool:
    return item.type == "message" and item.role == "user" and not item.content
