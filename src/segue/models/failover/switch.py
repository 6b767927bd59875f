"""Who is asked first, primary or backup, and how long each is waited for."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from segue.environment.declared import seconds

logger = logging.getLogger("segue.models.failover")

Model = TypeVar("Model")


class Reason(StrEnum):
    """Why the one in front was changed."""

    FAILED = "failed"
    """It refused, could not be reached, or raised before there was anything of use."""
    TOO_LATE = "too_late"
    """Nothing of use came before the first deadline: no token, no byte, no transcript of what was said."""
    EMPTY = "empty"
    """It ended properly and had nothing to say."""
    BROKE_OFF = "broke_off"
    """It failed or ended half-way."""
    STALLED = "stalled"
    """It stopped half-way and left the line open."""
    NOTHING_HEARD = "nothing_heard"
    """STT: the caller made a sound that no STT could read. Most often a cough, at worst both are deaf."""
    COOLED_DOWN = "cooled_down"
    """Back to the primary, which has had its rest."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long a model is waited for, in seconds; each is a setting."""

    first_token_s: float = seconds("SEGUE_LLM_FIRST_TOKEN_S", 2.0)
    """LLM: until text or a tool call; a role or a header is neither. Tool calls reach us whole, so this must be longer
    than the longest one takes to be written; models that think before they speak need more as well."""
    between_tokens_s: float = seconds("SEGUE_LLM_BETWEEN_TOKENS_S", 5.0)
    """LLM: silence within an answer. Long, because what was said is still being spoken meanwhile."""
    first_byte_s: float = seconds("SEGUE_TTS_FIRST_BYTE_S", 2.0)
    """TTS: from the request for a sentence until its first sound."""
    between_bytes_s: float = seconds("SEGUE_TTS_BETWEEN_BYTES_S", 1.5)
    """TTS: silence within a sentence."""
    no_transcript_s: float = seconds("SEGUE_STT_TRANSCRIPT_S", 2.5)
    """STT: from the end of the caller's speech, as the VAD hears it, until words of it."""
    realtime_s: float = seconds("SEGUE_REALTIME_ANSWER_S", 2.0)
    """Realtime: silence of the server while it owes an answer, before its first event as between two. Its sound comes
    faster than it is spoken, and the first event is a mere receipt."""
    last_s: float = seconds("SEGUE_LAST_MODEL_S", 8.0)
    """Instead of the first deadline, for the last in line: to cut it off too would only make sure of silence. With the
    2 s before it, it ends just after the caller is owed an apology; a model without a backup is waited for as long."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not 0 < (value := getattr(self, name)) < 120:
                raise ValueError(f"{name} must be within 0 and 120 seconds, not {value}")


class Front(StrEnum):
    """Who is asked first."""

    PRIMARY = "primary"
    BACKUP = "backup"


OnSwitch = Callable[[str, Front, Reason], None]
"""Told the part (`llm`, `stt`, `tts`), who is in front now and why, on the event loop. It must not raise."""


@dataclass(slots=True)
class Switch:
    """Which of two is in front. Agents whose models come from one provider may share one, and so its bad news."""

    part: str
    on_switch: OnSwitch
    cool_down_s: float = 60.0
    """How long the backup stays in front before the primary is tried again."""
    clock: Callable[[], float] = time.monotonic
    _backup_until_s: float | None = field(default=None, init=False)

    @property
    def cooled_down(self) -> bool:
        """Whether the backup is in front and the primary has rested long enough."""
        return self._backup_until_s is not None and self.clock() >= self._backup_until_s

    def line(self, models: Sequence[Model]) -> list[Model]:
        """`models` (the primary and, where there is one, the backup) in the order to ask them in now."""
        if self.cooled_down:
            self._turn(None, Reason.COOLED_DOWN)
        # The primary still stands behind the backup: asked too early it may fail, not asked it surely does.
        return list(models) if self._backup_until_s is None else list(reversed(models))

    def peek(self, models: Sequence[Model]) -> Model:
        """The one that would be asked first; changes nothing."""
        return models[0] if self._backup_until_s is None or self.cooled_down else models[-1]

    def away_from(self, model: Model, models: Sequence[Model], reason: Reason) -> None:
        """`model` has let the caller down: put the other in front. Without another there is nothing to change."""
        if len(models) > 1:
            self._turn(self.clock() + self.cool_down_s if model is models[0] else None, reason)

    def _turn(self, backup_until_s: float | None, reason: Reason) -> None:
        self._backup_until_s = backup_until_s
        front = Front.PRIMARY if backup_until_s is None else Front.BACKUP
        logger.warning("switched models", extra={"part": self.part, "to": front.value, "reason": reason.value})
        self.on_switch(self.part, front, reason)
