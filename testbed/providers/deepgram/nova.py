"""Deepgram's `/v1/listen` (Nova): interim and final Results, speech started, utterance ended."""

import datetime
from typing import Any

from testbed.providers.deepgram.connection import Connection, Wire

IDLE_AFTER_S = 10.0


class Nova(Connection):
    """One stream. A pause ends what is said when it is as long as `endpointing` and the double's own least pause."""

    _interim_at_s = 0.0
    _spoke_until_s: float | None = None
    """Where the last words ended, while an UtteranceEnd is still owed for them."""

    @property
    def idle_after_s(self) -> float | None:
        return IDLE_AFTER_S

    async def on_open(self) -> None:
        """Nothing is said before there is something to say."""

    async def on_silent_step(self) -> None:
        gap_ms = self.params.get("utterance_end_ms")
        if self._spoke_until_s is None or gap_ms is None:
            return
        if (self._energy.at_s - self._spoke_until_s) * 1000 >= float(gap_ms):
            await self.send(type="UtteranceEnd", channel=[0, 1], last_word_end=round(self._spoke_until_s, 3))
            self._spoke_until_s = None

    async def on_turn_begins(self) -> None:
        self._interim_at_s = self._energy.at_s
        if self._flag("vad_events"):
            await self.send(type="SpeechStarted", channel=[0, 1], timestamp=round(self.turn_from_s or 0.0, 3))

    async def on_turn_step(self) -> None:
        endpointing = self.params.get("endpointing", "10")
        pause_s = int(endpointing) / 1000 if endpointing.isdecimal() else 0.0
        if self._energy.silent_s >= max(pause_s, self._double.least_pause_s):
            await self._finish(speech_final=endpointing != "false")
        elif self._flag("interim_results") and self._energy.at_s - self._interim_at_s >= self._double.interim_every_s:
            self._interim_at_s = self._energy.at_s
            await self._results(await self.understand(last=False), is_final=False)

    async def on_message(self, message: Wire) -> bool:
        match message.get("type"):
            case "KeepAlive":
                pass
            case "Finalize":
                await self._finish(from_finalize=True)
            case "CloseStream":
                if self.turn_from_s is not None:
                    await self._finish()
                created = datetime.datetime.now(datetime.UTC).isoformat()
                about = {"request_id": self.request_id, "sha256": "0" * 64, "created": created, "channels": 1}
                await self.send(type="Metadata", transaction_key="deprecated", **about, duration=self.audio_s)
                await self.close()
            case _:
                return False
        return True

    async def on_nonsense(self, why: str) -> None:
        said = f"Could not deserialize last text message: {why}"
        await self.send(type="Error", variant="SchemaError", description=said, message=said)

    async def _finish(self, *, speech_final: bool = False, from_finalize: bool = False) -> None:
        """Say for good what was said, and forget it. Outside a turn nothing was."""
        said = await self.understand(last=True) if self.turn_from_s is not None else ""
        if said:
            self._spoke_until_s = self._energy.at_s - self._energy.silent_s
        await self._results(said, is_final=True, speech_final=speech_final, from_finalize=from_finalize)
        self.end_turn()

    async def _results(
        self, said: str, *, is_final: bool, speech_final: bool = False, from_finalize: bool = False
    ) -> None:
        start_s = self._energy.at_s if self.turn_from_s is None else self.turn_from_s
        formatted = self._flag("punctuate") or self._flag("smart_format")
        words = timed(said, start_s, self._energy.at_s - self._energy.silent_s, formatted=formatted)
        transcript = said if formatted else " ".join(word["word"] for word in words)
        alternative = {"transcript": transcript, "confidence": 0.99 if said else 0.0, "words": words}
        model = {"name": self.params.get("model", "base"), "version": "double", "arch": "double"}
        await self.send(
            type="Results",
            channel_index=[0, 1],
            start=round(start_s, 3),
            duration=round(self._energy.at_s - start_s, 3),
            is_final=is_final,
            speech_final=speech_final,
            from_finalize=from_finalize,
            channel={"alternatives": [alternative]},
            metadata={"request_id": self.request_id, "model_info": model, "model_uuid": self.request_id},
        )

    def _flag(self, name: str) -> bool:
        return self.params.get(name) == "true"


def timed(said: str, start_s: float, end_s: float, *, formatted: bool = True) -> list[dict[str, Any]]:
    """The words, spread evenly over the time they took."""
    spoken = said.split()
    each_s = (end_s - start_s) / max(1, len(spoken))
    words: list[dict[str, Any]] = []
    for index, word in enumerate(spoken):
        start = start_s + index * each_s
        bare = word.lower().strip(".,!?;:\"'")
        entry = {"word": bare, "start": round(start, 3), "end": round(start + each_s, 3), "confidence": 0.99}
        words.append(entry | ({"punctuated_word": word} if formatted else {}))
    return words
