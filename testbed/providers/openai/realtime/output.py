"""What one response puts out: messages spoken or written, and calls, piece by piece until it is stopped."""

import asyncio
import base64
import contextlib
from typing import TYPE_CHECKING, Any

from segue.testing import Calls
from testbed.providers.openai.realtime.buffer import BYTES_PER_MS
from testbed.providers.openai.realtime.conversation import Item, new_id
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.openai.realtime.schema import Wire

if TYPE_CHECKING:
    from testbed.providers.openai.realtime.session import Session

CHUNK_MS = 200


class Output:
    """The items of the response `response_id`, in order."""

    def __init__(self, session: "Session", response_id: str, fault: ResponseFault | None, *, aloud: bool) -> None:
        self.items: list[Item] = []
        self.ended: Wire = {"type": "completed"}
        """The response's status_details."""
        self._session, self._id, self._fault, self._aloud = session, response_id, fault, aloud
        self._stopped = asyncio.Event()

    def stop(self, **ended: Any) -> None:
        """Put out nothing more but the ends of what was begun."""
        if not self._stopped.is_set():
            self.ended = ended
            self._stopped.set()

    async def say(self, text: str) -> None:
        """A message, aloud or in writing."""
        content, name = ("output_audio", "transcript") if self._aloud else ("output_text", "text")
        item = Item({"id": new_id("item"), "type": "message", "role": "assistant", "content": []})
        if not await self._begin(item):
            return
        about = {"item_id": item.id, "output_index": len(self.items) - 1, "content_index": 0}
        part: Wire = {"type": name.replace("transcript", "audio"), name: ""}
        await self._send("response.content_part.added", **about, part=part)
        await (self._speak(item, text, about) if self._aloud else self._write(item, text, about))
        part[name] = item.text
        if self._aloud:
            await self._send("response.output_audio.done", **about)
        kind = "output_audio_transcript" if self._aloud else "output_text"
        await self._send(f"response.{kind}.done", **about, **{name: item.text})
        await self._send("response.content_part.done", **about, part=part)
        item.wire["content"] = [{"type": content, name: item.text}]
        await self._end(item)

    async def call(self, call: Calls) -> None:
        """A function call."""
        arguments = call.json
        call_id = new_id("call")
        item = Item(
            {"id": new_id("item"), "type": "function_call", "name": call.name, "call_id": call_id, "arguments": ""}
        )
        if not await self._begin(item):
            return
        about = {"item_id": item.id, "output_index": len(self.items) - 1, "call_id": call_id}
        for start in range(0, len(arguments), 8):
            await self._send("response.function_call_arguments.delta", **about, delta=arguments[start : start + 8])
        await self._send("response.function_call_arguments.done", **about, name=call.name, arguments=arguments)
        item.wire["arguments"] = item.text = arguments
        await self._end(item)

    async def _speak(self, item: Item, text: str, about: Wire) -> None:
        """Words run ahead of their sound, as the provider's do."""
        pcm = await asyncio.to_thread(self._session.double.tts, text, self._session.settings.voice)
        size = CHUNK_MS * BYTES_PER_MS
        chunks = [pcm[start : start + size] for start in range(0, len(pcm), size)]
        for number, chunk in enumerate(chunks, 1):
            if not await self._goes_on(number, len(chunks)):
                return
            said = text[len(item.text) : len(text) * number // len(chunks)]
            item.text += said
            item.audio_ms += len(chunk) // BYTES_PER_MS
            await self._send("response.output_audio_transcript.delta", **about, delta=said)
            await self._send("response.output_audio.delta", **about, delta=base64.b64encode(chunk).decode())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHUNK_MS / 1000 / self._session.double.speed):
                    await self._stopped.wait()

    async def _write(self, item: Item, text: str, about: Wire) -> None:
        words = text.split(" ")
        for number, word in enumerate(words, 1):
            if not await self._goes_on(number, len(words)):
                return
            delta = word if number == 1 else f" {word}"
            item.text += delta
            await self._send("response.output_text.delta", **about, delta=delta)
            await asyncio.sleep(0)  # a cancellation may get a word in

    async def _goes_on(self, number: int, of: int) -> bool:
        """Whether piece `number` is still to come."""
        if number > 1 and self._fault is ResponseFault.STALLED:
            await self._stopped.wait()
        half_way = number * 2 > of + 1
        lost_after = {ResponseFault.LOST: number > 1, ResponseFault.LOST_HALF_WAY: half_way}
        if self._fault and lost_after.get(self._fault):
            self._session.drop()
            await self._stopped.wait()  # which it never is: the connection's end cancels this
        if half_way and self._fault is ResponseFault.INCOMPLETE:
            self.stop(type="incomplete", reason="max_output_tokens")
        return not self._stopped.is_set()

    async def _begin(self, item: Item) -> bool:
        """Announce an item; False if the response was stopped before."""
        if self._stopped.is_set():
            return False
        item.wire |= {"object": "realtime.item", "status": "in_progress"}
        self.items.append(item)
        await self._send("response.output_item.added", output_index=len(self.items) - 1, item=item.wire)
        previous = self._session.conversation.insert(item)
        await self._session.send("conversation.item.added", previous_item_id=previous, item=item.wire)
        return True

    async def _end(self, item: Item) -> None:
        item.wire["status"] = "incomplete" if self._stopped.is_set() else "completed"
        previous = self._session.conversation.before(item.id)
        await self._session.send("conversation.item.done", previous_item_id=previous, item=item.wire)
        await self._send("response.output_item.done", output_index=self.items.index(item), item=item.wire)

    async def _send(self, kind: str, **fields: Any) -> None:
        await self._session.send(kind, response_id=self._id, **fields)
