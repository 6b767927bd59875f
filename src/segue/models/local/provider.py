"""All that the sets and the checks ask of the models of this machine."""

from segue.models.local.stt import LocalSTT
from segue.models.local.synthesiser import SPEAKERS
from segue.models.local.trial import try_recognition, try_synthesis
from segue.models.local.tts import LocalTTS
from segue.models.local.weights import LocalModels
from segue.models.trials.service import Part, Service

WHISPER = Service(Part.STT, "whisper-tiny.en", try_recognition)


class OnThisMachine:
    """Listens and speaks with no key, no server and no network. Without `models` a call is typed."""

    def __init__(self, models: LocalModels | None) -> None:
        self._models = models
        # One for all stages: a hand-off between agents with the same STT keeps its stream open.
        self._stt = LocalSTT(models) if models else None

    def stt(self) -> LocalSTT | None:
        """The recogniser of one caller."""
        return self._stt

    def tts(self, speaker: str) -> LocalTTS | None:
        """A speaker's voice."""
        return LocalTTS(self._models, SPEAKERS[speaker]) if self._models else None


def hibari(speaker: str) -> Service:
    """The service that a speaker's voice is."""
    return Service(Part.TTS, "hibari", try_synthesis, voice=speaker)
