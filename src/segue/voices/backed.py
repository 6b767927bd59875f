"""Voices with somewhere to go when they fail: deadlines of our own, and another set behind each part."""

from dataclasses import replace
from typing import Any

from livekit.agents import llm, stt, tts

from segue.voices.activity import livekit_vad
from segue.voices.backup.llm import BackedLLM
from segue.voices.backup.stt import BackedSTT
from segue.voices.backup.switch import Deadlines, OnSwitch, Switch
from segue.voices.backup.tts import BackedTTS
from segue.voices.parts import Parts, Voices


class Backed:
    """Every pipeline of `primary`, watched; `backup` steps in part by part. A realtime model has its twin instead.

    Where that model only writes, its mouth is watched all the same.
    """

    def __init__(self, primary: Voices, backup: Voices | None, on_switch: OnSwitch) -> None:
        self._primary = primary
        self._backup = backup
        self._deadlines = Deadlines()
        # One of each for all stages: what one agent has learnt of a provider holds for the next.
        self._switches = {part: Switch(part, on_switch) for part in ("llm", "stt", "tts")}
        self._ears: BackedSTT | None = None

    @property
    def name(self) -> str:
        """The primary's name, and the backup's."""
        return self._primary.name if self._backup is None else f"{self._primary.name} (backup: {self._backup.name})"

    def parts(self, stage: str) -> Parts:
        """The stage's parts, each with its backup."""
        parts = self._primary.parts(stage)
        if isinstance(parts.mind, llm.LLM):
            return self._watched(stage, parts)
        other = self._backup.parts(stage) if self._backup and parts.mouth else None
        return replace(parts, mouth=self._speaking(parts.mouth, other.mouth if other else None))

    def twin(self, stage: str) -> Parts | None:
        """The pipeline twin, each part with its backup."""
        twin = self._primary.twin(stage)
        return twin and self._watched(stage, twin)

    def _watched(self, stage: str, parts: Parts) -> Parts:
        other = self._backup.parts(stage) if self._backup else None
        assert isinstance(parts.mind, llm.LLM), "asked for of pipelines alone"
        mind = other.mind if other and isinstance(other.mind, llm.LLM) else None
        return Parts(
            BackedLLM(parts.mind, mind, self._deadlines, self._switches["llm"]),
            self._listening(parts, other.ears if other else None),
            self._speaking(parts.mouth, other.mouth if other else None),
            parts.turns_by,
        )

    def _listening(self, parts: Parts, backup: stt.STT[Any] | None) -> stt.STT[Any] | None:
        # Flux tells the session when the turn is over, which nobody behind it could.
        if parts.ears is None or parts.turns_by == "stt":
            return parts.ears
        if self._ears is None:
            self._ears = BackedSTT(parts.ears, backup, self._deadlines, self._switches["stt"], livekit_vad())
        return self._ears

    def _speaking(self, mouth: tts.TTS[Any] | None, backup: tts.TTS[Any] | None) -> tts.TTS[Any] | None:
        return mouth and BackedTTS(mouth, backup, self._deadlines, self._switches["tts"])
