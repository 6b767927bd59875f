"""Models at addresses: where each is found, which settings name it, and what became of trying it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from segue.profile.playing import SetName


class Part(StrEnum):
    """What a model is for."""

    STT = "speech recognition"
    LLM = "language model"
    TTS = "speech synthesis"
    REALTIME = "realtime model"
    UNDERSTUDY = "understudy"


class Speaks(StrEnum):
    """How a model is talked to."""

    OPENAI = "openai"
    AZURE = "azure"
    DEEPGRAM = "deepgram"
    CARTESIA = "cartesia"
    HERE = "this machine"


@dataclass(frozen=True, slots=True)
class Service:
    """One model at one address. Equal ones are tried once, however many stages they play in."""

    part: Part
    speaks: Speaks
    model: str
    model_setting: str = ""
    url: str = ""
    url_setting: str = ""
    key: str = field(default="", repr=False)
    key_setting: str = ""
    """Empty where no key is needed."""
    voice: str = ""
    voice_setting: str = ""
    first_token_s: float = 10.0
    install: str = ""
    """The command that installs the extra it is spoken to with; empty where nothing lacks."""

    @property
    def name(self) -> str:
        """The model, and the voice in brackets."""
        return f"{self.model} ({self.voice})" if self.voice else self.model


class Answer(StrEnum):
    """One cell of the table."""

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
    key: Answer = Answer.NEEDLESS
    reachable: Answer = Answer.NEEDLESS
    known: Answer = Answer.NEEDLESS
    """Whether the endpoint has the model."""
    trial: Answer = Answer.NEEDLESS
    """One token, one syllable, or half a second of silence."""
    reason: str = ""
    """Empty where nothing is wrong."""
    fix: str = ""
    role: Role = Role.PLAYS
    tools: Answer = Answer.NEEDLESS
    """Whether a language model calls one when it is told to."""

    def as_json(self) -> dict[str, Any]:
        """Its keys are a promise to scripts. No key of a provider's is in it."""
        of = self.service
        return {
            "part": of.part,
            "model": of.model,
            "voice": of.voice,
            "endpoint": of.url or of.speaks,
            "role": self.role,
            "key": self.key,
            "reachable": self.reachable,
            "known": self.known,
            "trial": self.trial,
            "tools": self.tools,
            "reason": self.reason,
            "fix": self.fix,
        }


@dataclass(frozen=True, slots=True)
class Need:
    """A service that a stage needs, of which set, and when."""

    service: Service
    of: SetName
    role: Role = Role.PLAYS
