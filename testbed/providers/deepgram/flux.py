"""Deepgram's `/v2/listen` (Flux): turns, with an end that may be guessed early and taken back.

Events, fields and limits are the provider's documented ones. Guessed: that a turn still open when the stream is closed
gets an Update and no end, the trigger "timeout", and the words of the error for a message that can't be read.
"""

from typing import Any

from testbed.providers.deepgram.connection import Connection, Wire
from testbed.providers.deepgram.nova import timed
from testbed.providers.deepgram.params import BadParams, check_thresholds

CONFIDENT_AFTER_S = 1.0
"""Here confidence that a turn is over grows evenly with silence, and is full after this long."""


class Flux(Connection):
    """One stream. Like the provider's, it needs silence to be sent: a stream that stops ends no turn."""

    _turn_index = 0
    _update_at_s = 0.0
    _eager: str | None = None
    """What was said when the end was guessed, while the guess stands."""

    async def on_open(self) -> None:
        self._thresholds = {"eot_threshold": "0.7", "eot_timeout_ms": "5000", **dict(self.params)}
        self._keyterms: list[str] = []
        await self._numbered("Connected")

    async def on_silent_step(self) -> None:
        """Between turns there is nothing to say."""

    async def on_turn_begins(self) -> None:
        self._update_at_s = self._energy.at_s
        await self._turn("StartOfTurn", await self.understand(last=False))

    async def on_turn_step(self) -> None:
        silent_s, confidence = self._energy.silent_s, self._confidence()
        eager = self._thresholds.get("eager_eot_threshold")
        if silent_s * 1000 >= float(self._thresholds["eot_timeout_ms"]):
            await self._end("timeout")
        elif confidence >= (least := float(self._thresholds["eot_threshold"])) and least < 1:
            await self._end("model")
        elif self._eager is not None and not silent_s:
            self._eager = None
            await self._turn("TurnResumed", await self.understand(last=False))
        elif self._eager is None and eager is not None and confidence >= float(eager):
            if said := await self.understand(last=False):
                self._eager = said
                await self._turn("EagerEndOfTurn", said)
        elif self._energy.at_s - self._update_at_s >= self._double.interim_every_s and self._eager is None:
            self._update_at_s = self._energy.at_s
            await self._turn("Update", await self.understand(last=False))

    async def on_message(self, message: Wire) -> bool:
        match message:
            case {"type": "CloseStream"}:
                if self.turn_from_s is not None:
                    await self._turn("Update", await self.understand(last=False))
                await self.close()
            case {"type": "ForceEndTurn"}:
                if self.turn_from_s is not None:
                    await self._end("manual")
            case {"type": "Configure"}:
                await self._configure(message)
            case _:
                return False
        return True

    async def on_nonsense(self, why: str) -> None:
        said = f"The client sent a message that could not be read: {why}"
        await self._numbered("Error", code="UNPARSABLE_CLIENT_MESSAGE", description=said)
        await self.close()

    async def _configure(self, message: Wire) -> None:
        thresholds = {name: str(value) for name, value in message.get("thresholds", {}).items()}
        try:
            check_thresholds(self._thresholds | thresholds)
        except BadParams:
            await self._numbered("ConfigureFailure")
            return
        self._thresholds |= thresholds
        self._keyterms = message.get("keyterms", self._keyterms)
        names = ("eager_eot_threshold", "eot_threshold", "eot_timeout_ms")
        told = {name: float(self._thresholds[name]) for name in names if name in self._thresholds}
        await self._numbered("ConfigureSuccess", thresholds=told, keyterms=self._keyterms)

    async def _end(self, trigger: str) -> None:
        said = self._eager  # what ends a turn is what was guessed, unless it was taken back
        final = await self.understand(last=True)
        await self._turn("EndOfTurn", final if said is None else said, trigger=trigger)
        self._turn_index += 1
        self._eager = None
        self.end_turn()

    def _confidence(self) -> float:
        return min(1.0, round(self._energy.silent_s / CONFIDENT_AFTER_S, 2))

    async def _turn(self, event: str, said: str, **more: Any) -> None:
        start_s, end_s = self.turn_from_s or 0.0, self._energy.at_s
        words = timed(said, start_s, end_s - self._energy.silent_s)
        await self._numbered(
            "TurnInfo",
            event=event,
            turn_index=self._turn_index,
            audio_window_start=round(start_s, 3),
            audio_window_end=round(end_s, 3),
            transcript=said,
            words=[word | {"word": word.pop("punctuated_word")} for word in words],
            end_of_turn_confidence=self._confidence(),
            **more,
        )

    async def _numbered(self, kind: str, **fields: Any) -> None:
        await self.send(type=kind, request_id=self.request_id, sequence_id=len(self.sent), **fields)
