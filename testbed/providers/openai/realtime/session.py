"""One session of the realtime double: its settings, its conversation, and an answer to every client event."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from testbed.providers.openai.errors import OpenAIRefusal
from testbed.providers.openai.realtime.channel import Channel
from testbed.providers.openai.realtime.conversation import Conversation, Item, from_wire, new_id
from testbed.providers.openai.realtime.hearing import Hearing
from testbed.providers.openai.realtime.requests import read
from testbed.providers.openai.realtime.response import Response
from testbed.providers.openai.realtime.schema import Wire
from testbed.providers.openai.realtime.settings import SessionSettings
from testbed.providers.refusal import Refusal

if TYPE_CHECKING:
    from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble


class Session(Channel):
    """What one connection was told, and made of it."""

    def __init__(
        self, double: "OpenAIRealtimeDouble", ws: web.WebSocketResponse, drop: Callable[[], None], model: str
    ) -> None:
        super().__init__(double, ws, drop)
        self.settings = SessionSettings(new_id("sess"), model)
        self.conversation = Conversation()
        self.hearing = Hearing(self)
        self.responses: list[Wire] = []
        """As their response.done told them."""
        self.response: Response | None = None
        """The one being made."""
        self._crossed = 0
        """How many responses were over when a cancellation came too late for the last of them."""
        self._handlers: dict[str, Callable[[Wire], Awaitable[None]]] = {
            "session.update": self._on_session_update,
            "conversation.item.create": self._on_create,
            "conversation.item.delete": self._on_delete,
            "conversation.item.retrieve": self._on_retrieve,
            "conversation.item.truncate": self._on_truncate,
            "input_audio_buffer.append": self.hearing.on_append,
            "input_audio_buffer.commit": self.hearing.on_commit,
            "input_audio_buffer.clear": self.hearing.on_clear,
            "response.create": self._on_response_create,
            "response.cancel": self._on_response_cancel,
        }

    @property
    def audio_s(self) -> float:
        """Seconds of the caller's sound received."""
        return self.hearing.buffer.received_ms / 1000

    def told_under(self, heading: str) -> list[str]:
        """What stood under a heading of instructions, the session's or a response's, each time they had it."""
        told = [(event.get("session") or event.get("response") or {}).get("instructions") for event in self.received]
        return [text.partition(f"\n{heading}\n")[2] for text in told if text and f"\n{heading}\n" in text]

    async def begin(self) -> None:
        await self.send("session.created", session=self.settings.wire)

    async def take(self, text: str) -> None:
        try:
            event = read(text)
            self.received.append({name: value for name, value in event.items() if name != "audio"})
            self.double.tell()
            try:
                await self._handlers[event["type"]](event)
            except Refusal as refused:
                refused.error["event_id"] = event.get("event_id")
                raise
        except Refusal as refused:
            self.double.refused.append(refused.error)
            await self.refuse(refused.error)

    async def respond(self, params: Wire) -> None:
        """Begin a response; the provider makes one at a time."""
        if self.response is not None:
            said = f"Conversation already has an active response in progress: {self.response.id}."
            said += " Wait until the response is finished before creating a new one."
            raise OpenAIRefusal(said, "conversation_already_has_active_response")
        self.response = Response(self, params, self.double.next_fault())
        self.spawn(self.response.run())

    async def add(self, item: Item, after: str | None = None) -> None:
        """Put an item into the conversation and tell, unless acknowledgements are withheld."""
        previous = self.conversation.insert(item, after)
        if not self.double.withholds_acks:
            await self.send("conversation.item.added", previous_item_id=previous, item=item.wire)
            await self.send("conversation.item.done", previous_item_id=previous, item=item.wire)

    async def _on_session_update(self, event: Wire) -> None:
        self.settings.update(event["session"], spoken=any(item.audio_ms for item in self.conversation.items))
        await self.send("session.updated", session=self.settings.wire)

    async def _on_create(self, event: Wire) -> None:
        await self.add(from_wire(event["item"]), event.get("previous_item_id"))

    async def _on_delete(self, event: Wire) -> None:
        self.conversation.delete(event["item_id"])
        if not self.double.withholds_acks:
            await self.send("conversation.item.deleted", item_id=event["item_id"])

    async def _on_retrieve(self, event: Wire) -> None:
        await self.send("conversation.item.retrieved", item=self.conversation.retrieve(event["item_id"]).wire)

    async def _on_truncate(self, event: Wire) -> None:
        self.conversation.truncate(event["item_id"], event["audio_end_ms"])
        told = {name: event[name] for name in ("item_id", "content_index", "audio_end_ms")}
        await self.send("conversation.item.truncated", **told)

    async def _on_response_create(self, event: Wire) -> None:
        await self.respond(event.get("response") or {})

    async def _on_response_cancel(self, event: Wire) -> None:
        if self.response is not None and event.get("response_id", self.response.id) == self.response.id:
            self.response.cancel("client_cancelled")
            return
        nothing = OpenAIRefusal("Cancellation failed: no active response found", "response_cancel_not_active")
        if self._crossed >= len(self.responses):
            raise nothing
        # Nobody's mistake, though refused all the same: it may have met the last response.done on its way.
        self._crossed = len(self.responses)
        await self.refuse(nothing.error | {"event_id": event.get("event_id")})
