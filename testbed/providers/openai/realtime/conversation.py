"""The conversation as the realtime API keeps it: items in order, with its refusals for wrong ones."""

import uuid
from dataclasses import dataclass

from testbed.providers.openai.errors import OpenAIRefusal
from testbed.providers.openai.realtime.schema import Wire

UNTRUNCATABLE = "Only model output audio messages can be truncated"


def new_id(kind: str) -> str:
    """An id as the provider makes them: `item_…`, `resp_…`, `call_…`."""
    return f"{kind}_{uuid.uuid4().hex[:20]}"


@dataclass(slots=True)
class Item:
    """One item: what goes over the wire, and what the double knows besides."""

    wire: Wire
    text: str = ""
    """What it says. Of the caller's sound, what the STT made of it, transcribed for the client or not."""
    audio_ms: int = 0
    """Of the model's own sound, as much as was sent."""

    @property
    def id(self) -> str:
        return str(self.wire["id"])

    @property
    def type(self) -> str:
        return str(self.wire["type"])

    @property
    def role(self) -> str | None:
        """user, assistant or system; None for calls and their outputs."""
        return self.wire.get("role")


def from_wire(wire: Wire) -> Item:
    """An item the client sent."""
    whole = {"id": new_id("item"), "object": "realtime.item", "status": "completed", **wire}
    if wire["type"] == "function_call":
        whole.setdefault("call_id", new_id("call"))
    parts = [part.get("text") or part.get("transcript") or "" for part in wire.get("content", [])]
    return Item(whole, "\n".join(parts) or wire.get("output", ""))


class Conversation:
    """The default conversation of one connection."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.deleted: list[str] = []
        self.truncations: list[tuple[str, int]] = []
        """Item ids and `audio_end_ms`, in the order they were asked for."""

    def insert(self, item: Item, after: str | None = None) -> str | None:
        """Put it in its place; the id of the item before it, if any. `after`: an id, "root", or None for the end."""
        if any(known.id == item.id for known in self.items):
            said = f"Error adding item: an item with id '{item.id}' already exists."
            raise OpenAIRefusal(said, "item_create_duplicate_item_id")
        if item.type == "function_call_output" and not self._called(item.wire["call_id"]):
            said = f"Tool call ID '{item.wire['call_id']}' not found in conversation."
            raise OpenAIRefusal(said, "invalid_tool_call_id")
        place = len(self.items)
        if after == "root":
            place = 0
        elif after is not None:
            place = self._index(after, "adding", "item_create_invalid_previous_item_id", "previous_item_id") + 1
        self.items.insert(place, item)
        return self.items[place - 1].id if place else None

    def before(self, item_id: str) -> str | None:
        """The id of the item before this one."""
        place = self._index(item_id, "finding", None, None)
        return self.items[place - 1].id if place else None

    def retrieve(self, item_id: str) -> Item:
        return self.items[self._index(item_id, "retrieving", "item_retrieve_invalid_item_id")]

    def delete(self, item_id: str) -> None:
        del self.items[self._index(item_id, "deleting", "item_delete_invalid_item_id")]
        self.deleted.append(item_id)

    def truncate(self, item_id: str, audio_end_ms: int) -> None:
        """Keep only what was heard of the model's own sound, and of its words the like share."""
        item = self.items[self._index(item_id, "truncating", "item_truncate_invalid_item_id")]
        if not item.audio_ms:
            raise OpenAIRefusal(UNTRUNCATABLE, None)
        if audio_end_ms > item.audio_ms:
            said = f"Audio content of {item.audio_ms}ms is already shorter than {audio_end_ms}ms"
            raise OpenAIRefusal(said, "invalid_value", "audio_end_ms")
        item.text = item.text[: len(item.text) * audio_end_ms // item.audio_ms]
        item.audio_ms = audio_end_ms
        item.wire["content"] = [{"type": "output_audio"}]  # the provider drops the transcript
        self.truncations.append((item_id, audio_end_ms))

    def _called(self, call_id: str) -> bool:
        return any(item.type == "function_call" and item.wire["call_id"] == call_id for item in self.items)

    def _index(self, item_id: str, doing: str, code: str | None, param: str | None = "item_id") -> int:
        for index, item in enumerate(self.items):
            if item.id == item_id:
                return index
        raise OpenAIRefusal(f"Error {doing} item: the item with id '{item_id}' does not exist.", code, param)
