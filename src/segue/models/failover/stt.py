"""An STT made of two: what the primary does not understand, the backup is played from memory."""

import time
from typing import Any, Final

from livekit.agents import NOT_GIVEN, APIConnectOptions, NotGivenOr, stt
from livekit.agents.vad import VAD

from segue.models.failover.pair import Pair
from segue.models.failover.recognition import Recognition
from segue.models.failover.recognizers import Recognizers
from segue.models.failover.switch import Deadlines, Switch
from segue.models.owned import closed

ONCE: Final = APIConnectOptions(max_retry=0)


class FailoverSTT(Pair[stt.STT[Any]], stt.FallbackAdapter):
    """Listens with the primary, or else with the backup; without one, with the primary connected anew.

    `vad` tells when the caller has spoken. A recogniser's own opinion won't do: the line that takes all sound and never
    says a word is the fault this is for. It costs 0.02 ms for 32 ms of sound, beside the session's own.
    Of LiveKit's adapter it keeps the names, the capabilities and the metrics. That one changes over on errors only, and
    what was said until then is lost.
    """

    def __init__(
        self,
        primary: stt.STT[Any],
        backup: stt.STT[Any] | None,
        deadlines: Deadlines,
        switch: Switch,
        vad: VAD,
    ) -> None:
        self.switch = switch
        self._given = [primary] if backup is None else [primary, backup]
        self.models = [streaming(model, vad) for model in self._given]
        super().__init__(self.models, vad=vad, max_retry_per_stt=0)
        self._recognizers = Recognizers(self.models, deadlines, switch, vad, self.served_by, self._deaf)

    async def aclose(self) -> None:
        """Close both too."""
        await super().aclose()
        await closed(*dict.fromkeys([*self.models, *self._given]))  # to close an adapter closes nothing in it

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = ONCE,
    ) -> stt.RecognizeStream:
        """A caller's sound. One final transcript comes of each utterance, or several of its parts; none comes twice.

        While neither STT can be reached, each try is told as an error that is recoverable; the sound of the last minute
        is kept meanwhile. Raises `APIConnectionError`, to be retried, only where there is no more sound to come.
        """
        return Recognition(self, self._recognizers, language, conn_options)

    def _deaf(self, error: Exception) -> None:
        self.emit("error", stt.STTError(timestamp=time.time(), label=self.label, error=error, recoverable=True))


def streaming(model: stt.STT[Any], vad: VAD) -> stt.STT[Any]:
    """`model`, or where it takes whole clips alone, `model` given what `vad` takes for one."""
    return model if model.capabilities.streaming else stt.StreamAdapter(stt=model, vad=vad)
