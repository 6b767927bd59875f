"""The caller's side of a realtime connection: the input buffer, turns found by the server, transcription."""

import asyncio
import base64
import binascii
from typing import TYPE_CHECKING

from testbed.providers.openai.errors import OpenAIRefusal
from testbed.providers.openai.realtime.buffer import BYTES_PER_MS, LEAST_COMMIT_MS, SAMPLE_RATE, InputBuffer
from testbed.providers.openai.realtime.conversation import Item, new_id
from testbed.providers.openai.realtime.schema import Wire

if TYPE_CHECKING:
    from testbed.providers.openai.realtime.session import Session


class Hearing:
    """Turns sound into the caller's items."""

    def __init__(self, session: "Session") -> None:
        self.buffer = InputBuffer()
        self._session = session
        self._understood: asyncio.Task[None] | None = None
        self._item_id = new_id("item")

    async def understood(self) -> None:
        """Once everything committed was made out. The model hears its caller whether or not it is transcribed."""
        while (last := self._understood) is not None:
            await asyncio.shield(last)
            self._understood = None if self._understood is last else self._understood

    async def on_append(self, event: Wire) -> None:
        try:
            pcm = base64.b64decode(event["audio"], validate=True)
        except binascii.Error:
            said = "Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz)."
            raise OpenAIRefusal(said, "invalid_value", "audio") from None
        vad = self._session.settings.turn_detection
        for what, at_ms in self.buffer.append(pcm, vad):
            if what == "started":
                self._item_id = new_id("item")
                told = {"audio_start_ms": at_ms, "item_id": self._item_id}
                await self._session.send("input_audio_buffer.speech_started", **told)
                if vad and vad.get("interrupt_response") is not False and self._session.response:
                    self._session.response.cancel("turn_detected")
            else:
                told = {"audio_end_ms": at_ms, "item_id": self._item_id}
                await self._session.send("input_audio_buffer.speech_stopped", **told)
                await self._commit(self._item_id)
                if vad and vad.get("create_response") is not False:
                    self._session.spawn(self._answer())

    async def on_commit(self, event: Wire) -> None:
        if (held_ms := self.buffer.held_ms) < LEAST_COMMIT_MS:
            said = "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer"
            raise OpenAIRefusal(f"{said} only has {held_ms:.2f}ms of audio.", "input_audio_buffer_commit_empty")
        await self._commit(self._item_id if self.buffer.speaking else new_id("item"))

    async def on_clear(self, event: Wire) -> None:
        self.buffer.clear()
        await self._session.send("input_audio_buffer.cleared")

    async def _answer(self) -> None:
        """The server's own response to a turn, once the one it interrupted has come to its end."""
        if self._session.response is not None:
            await self._session.response.over.wait()
        await self._session.respond({})

    async def _commit(self, item_id: str) -> None:
        pcm = self.buffer.take()
        content = [{"type": "input_audio", "transcript": None}]
        wire = {"id": item_id, "object": "realtime.item", "type": "message", "status": "completed", "role": "user"}
        item = Item({**wire, "content": content})
        items = self._session.conversation.items
        previous = items[-1].id if items else None
        await self._session.send("input_audio_buffer.committed", previous_item_id=previous, item_id=item_id)
        await self._session.add(item)
        self._understood = asyncio.create_task(self._understand(item, pcm, self._understood))
        self._session.spawn(self._transcribe(item, pcm, self._understood))

    async def _understand(self, item: Item, pcm: bytes, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await before
        item.text = await asyncio.to_thread(self._session.double.stt, pcm, SAMPLE_RATE)

    async def _transcribe(self, item: Item, pcm: bytes, understood: asyncio.Task[None]) -> None:
        await understood
        await self._session.double.writes.wait()
        if (settings := self._session.settings.transcription) is None:
            return
        about = {"item_id": item.id, "content_index": 0}
        item.wire["content"] = [{"type": "input_audio", "transcript": item.text}]
        event = "conversation.item.input_audio_transcription"
        if settings.get("model") != "whisper-1":  # which doesn't stream
            for word in item.text.split(" "):
                delta = word if item.text.startswith(word) else f" {word}"
                await self._session.send(f"{event}.delta", **about, delta=delta)
        seconds = len(pcm) / BYTES_PER_MS / 1000
        usage = {"type": "duration", "seconds": round(seconds, 3)}
        await self._session.send(f"{event}.completed", **about, transcript=item.text, usage=usage)
