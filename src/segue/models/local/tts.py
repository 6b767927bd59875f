"""LiveKit's text-to-speech interface over the local synthesiser."""

import asyncio

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, APIStatusError, tts, utils
from livekit.agents.types import TimedString

from segue import library
from segue.models.local.synthesiser import SAMPLE_RATE, Speaker
from segue.models.local.weights import LocalModels, threads


class LocalTTS(tts.TTS[None]):
    """Speaks English with no server and no key, in one speaker's voice."""

    def __init__(self, models: LocalModels, speaker: Speaker) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
            sample_rate=SAMPLE_RATE,
            num_channels=1,
        )
        self.synthesiser = models.synthesiser
        self.speaker = speaker

    @property
    def model(self) -> str:
        return f"hibari-{self.speaker.name}"

    @property
    def provider(self) -> str:
        return "local"

    @property
    def sound_s(self) -> float:
        """A busy machine takes its time, and there is no line to it that could be dead."""
        return 15.0

    def split(self, text: str) -> list[str]:
        return self.synthesiser.split(text)

    def synthesize(self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> "LocalChunks":
        return LocalChunks(self, text, conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> "LocalSpeech":
        return LocalSpeech(self, conn_options)


class _Speaking:
    """Pushes sentence after sentence, each with the time its text is heard at."""

    def __init__(self, local: LocalTTS, emitter: tts.AudioEmitter) -> None:
        self._local = local
        self._emitter = emitter
        self._spoken_s = 0.0

    async def say(self, text: str) -> None:
        job = threads().submit(self._local.synthesiser.speak, text, self._local.speaker)
        speech = await asyncio.wrap_future(job)
        if not speech.size:
            return
        start_s, self._spoken_s = self._spoken_s, self._spoken_s + speech.size / SAMPLE_RATE
        self._emitter.push_timed_transcript(TimedString(text + " ", start_time=start_s, end_time=self._spoken_s))
        self._emitter.push(speech.tobytes())

    def end(self) -> None:
        """Ends the speech; a text without a word to speak ends as silence, not as an error."""
        if not self._spoken_s:
            # LiveKit takes no audio for a failure and tries again, three times; this status it takes for a
            # speech that was called off, which is what an answer of "..." comes to.
            raise APIStatusError("nothing to speak", status_code=499, retryable=False)


class LocalChunks(tts.ChunkedStream):
    """A whole text at once; the first sentence is out before the second is begun."""

    def __init__(self, local: LocalTTS, text: str, conn_options: APIConnectOptions) -> None:
        self._local = local
        super().__init__(tts=local, input_text=text, conn_options=conn_options)

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=utils.shortuuid("said_"),
            sample_rate=SAMPLE_RATE,
            num_channels=1,
            mime_type="audio/pcm",
        )
        speaking = _Speaking(self._local, output_emitter)
        for sentence in self._local.split(self.input_text):
            await speaking.say(sentence)
        speaking.end()


class LocalSpeech(tts.SynthesizeStream):
    """A text that is still arriving: a sentence is spoken as soon as the one after it has begun."""

    def __init__(self, local: LocalTTS, conn_options: APIConnectOptions) -> None:
        self._local = local
        super().__init__(tts=local, conn_options=conn_options)

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        request_id = utils.shortuuid("said_")
        output_emitter.initialize(
            request_id=request_id,
            sample_rate=SAMPLE_RATE,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=request_id)
        speaking = _Speaking(self._local, output_emitter)
        text = ""
        async for given in library.given(self):
            flushed = not isinstance(given, str)
            text += given if isinstance(given, str) else ""
            whole, text = self._whole_sentences(text, flushed)
            for sentence in whole:
                library.mark_started(self)
                await speaking.say(sentence)
        speaking.end()

    def _whole_sentences(self, text: str, flushed: bool) -> tuple[list[str], str]:
        sentences = self._local.split(text)
        if flushed or not sentences:
            return sentences, "" if flushed else text
        *whole, begun = sentences
        return whole, text[text.rindex(begun) :]
