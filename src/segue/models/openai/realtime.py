"""OpenAI's realtime speech model, with deadlines of our own."""

from typing import Any, Final, Literal

from livekit.agents import APIConnectOptions
from livekit.plugins import openai
from openai.types.realtime import AudioTranscription

from segue import library
from segue.models.failover.switch import Deadlines
from segue.models.openai.realtime_session import ClosableSession
from segue.models.openai.settings import OPENAI, OpenAISettings

TRIES: Final = APIConnectOptions(max_retry=1, timeout=2.0)
"""A connection is tried twice, 0.1 s apart: the library's four tries take over four seconds, and a caller waits."""

AZURE_TRANSCRIPTION: Final = AudioTranscription(model="whisper-1")
"""The plugin's own choice for Azure, where another would have to be deployed first."""


class Realtime(openai.realtime.RealtimeModel):
    """Hears, thinks and speaks in one model."""

    deadlines = Deadlines()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # OPENAI_API_VERSION in the environment would make it speak Azure's older protocol, to OpenAI as well.
        library.speak_azure(self, "azure_deployment" in options)
        self._early: ClosableSession | None = None
        self._early_disabled = False

    def connect(self, *, turn_detection_disabled: bool) -> None:
        """Open the connection that `session` is to give next: it takes half a second, which then nobody hears."""
        if self._early is None:
            self._early, self._early_disabled = self._opened(turn_detection_disabled), turn_detection_disabled

    def session(self, *, turn_detection_disabled: bool = False) -> ClosableSession:
        """The connection that was opened early, or a new one; one is asked for each time a stage takes the call."""
        early, self._early = self._early, None
        if early is not None and not early.given_up and self._early_disabled == turn_detection_disabled:
            return early
        return self._opened(turn_detection_disabled)

    async def aclose(self) -> None:
        """Close, and with it a connection that nobody came to use."""
        early, self._early = self._early, None
        if early is not None:
            await early.aclose()
        await super().aclose()

    def _opened(self, turn_detection_disabled: bool) -> ClosableSession:
        session = ClosableSession(self, self.deadlines, turn_detection_disabled=turn_detection_disabled)
        library.register(self, session)
        return session


def realtime(settings: OpenAISettings, speaker: str, *, text_only: bool) -> Realtime:
    """A stage's model, which transcribes the caller; with `text_only` a synthesiser does the speaking."""
    modalities: list[Literal["text", "audio"]] = ["text"] if text_only else ["text", "audio"]
    where: dict[str, Any] = {"base_url": settings.realtime_base_url or OPENAI}
    if settings.azure_endpoint:
        base = settings.realtime_base_url or f"{settings.azure_endpoint.rstrip('/')}/openai"
        where = {
            "azure_deployment": settings.realtime,
            "base_url": base,
            "input_audio_transcription": AZURE_TRANSCRIPTION,
        }
    return Realtime(
        model=settings.realtime,
        voice=settings.voices[speaker],
        modalities=modalities,
        api_key=settings.api_key,
        conn_options=TRIES,
        **where,
    )
