"""Models at addresses: where each is found, which settings name it, how it is tried, and what became of that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import aiohttp

from segue.models.stage_models import StageModels


class Part(StrEnum):
    """What a model is for."""

    STT = "speech recognition"
    LLM = "language model"
    TTS = "speech synthesis"
    REALTIME = "realtime model"
    UNDERSTUDY = "understudy"


Try = Callable[[aiohttp.ClientSession, "Service", StageModels], Awaitable["Finding"]]
"""Tries a service, which is one of a stage's models, with as little as it takes."""


@dataclass(frozen=True, slots=True)
class Service:
    """One model at one address. Equal ones are tried once, however many stages they play in."""

    part: Part
    model: str
    trial: Try | None = field(default=None, repr=False)
    """None for one that can't fail."""
    model_setting: str = ""
    url: str = ""
    """Empty on this machine."""
    url_setting: str = ""
    key: str = field(default="", repr=False)
    key_setting: str = ""
    """Empty where no key is needed."""
    own_key_setting: str = ""
    """Which setting holds a key that only some servers want."""
    voice: str = ""
    voice_setting: str = ""
    tools_setting: str = ""
    """Which setting lets rules call the tools for it; empty where none does."""
    first_token_s: float = 10.0
    install: str = ""
    """The command that installs the extra it is spoken to with; empty where nothing lacks."""

    @property
    def here(self) -> bool:
        """Whether it runs on this machine."""
        return not self.url

    @property
    def name(self) -> str:
        """The model, and the voice in brackets."""
        return f"{self.model} ({self.voice})" if self.voice else self.model


class Cell(StrEnum):
    """One answer of a trial, as a cell of the table shows it."""

    YES = "yes"
    NO = "no"
    UNTRIED = "not tried"
    NEEDLESS = "-"


class Role(StrEnum):
    """When a service is needed."""

    PLAYS = "plays"
    FALLBACK = "if realtime fails"
    BACKUP = "if the cloud fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of trying a service."""

    service: Service
    key: Cell = Cell.NEEDLESS
    reachable: Cell = Cell.NEEDLESS
    known: Cell = Cell.NEEDLESS
    """Whether the endpoint has the model."""
    trial: Cell = Cell.NEEDLESS
    """One token, one syllable, or half a second of silence."""
    reason: str = ""
    """Empty where nothing is wrong."""
    fix: str = ""
    role: Role = Role.PLAYS
    tools: Cell = Cell.NEEDLESS
    """Whether a language model calls one when it is told to."""

    def as_json(self) -> dict[str, Any]:
        """Its keys are a promise to scripts. No key of a provider's is in it."""
        of = self.service
        return {
            "part": of.part,
            "model": of.model,
            "voice": of.voice,
            "endpoint": of.url or "this machine",
            "role": self.role,
            "key": self.key,
            "reachable": self.reachable,
            "known": self.known,
            "trial": self.trial,
            "tools": self.tools,
            "reason": self.reason,
            "fix": self.fix,
        }
