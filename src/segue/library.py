"""All that is used of livekit-agents beyond its public interface, and of the public one what version 2 takes away.

Everyone else keeps to what the library exports. tests/unit/house/test_library.py holds that, and asks the installed
library for each name in here; docs/library.md tells by groups what they are for, and what a move to version 2 takes.
"""

from asyncio import Future, Task
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from livekit import rtc
from livekit.agents import Agent, AgentServer, AgentSession, ChatContext, JobContext, JobRequest, llm, stt, tts
from livekit.agents.llm import ChatMessage
from livekit.agents.llm.chat_context import MetricsMetadata
from livekit.agents.llm.fallback_adapter import FallbackLLMStream
from livekit.agents.stt.fallback_adapter import FallbackRecognizeStream
from livekit.agents.tts.fallback_adapter import FallbackChunkedStream
from livekit.agents.utils.aio import Chan
from livekit.agents.voice.agent import _pass_through_activity_task_info
from livekit.agents.voice.recorder_io.recorder_io import _Captured
from livekit.agents.voice.transcription.synchronizer import _SyncedAudioOutput
from livekit.local_inference import VAD
from livekit.rtc.participant import UnpublishTrackError

if TYPE_CHECKING:
    from livekit.plugins.openai import STT
    from livekit.plugins.openai.realtime import RealtimeModel, RealtimeSession
else:
    # Whoever has no OpenAI model need not load its plugin: `ReportsErrors` stands before the real one in a class.
    RealtimeSession = object

__all__ = [
    "VAD",
    "FallbackChunkedStream",
    "FallbackLLMStream",
    "FallbackRecognizeStream",
    "MetricsMetadata",
    "UnpublishTrackError",
]
"""Passed on: classes that are exported nowhere, or by a package that only the library names among its own needs."""

Entrypoint: TypeAlias = Callable[[JobContext], Awaitable[None]]
OnRequest: TypeAlias = Callable[[JobRequest], Awaitable[None]]


# Gone in version 2.


async def tell(agent: Agent, chat_ctx: ChatContext) -> None:
    """Give an agent that is on the call another conversation; version 2 takes one only where agents change."""
    await agent.update_chat_ctx(chat_ctx)


async def instruct(agent: Agent, instructions: str) -> None:
    """Give an agent that is on the call other instructions; version 2 asks a function for them, turn by turn."""
    await agent.update_instructions(instructions)


def known(agent: Agent) -> ChatContext:
    """All that an agent was told, said and heard; in version 2 only its own hooks and tools may ask."""
    return agent.chat_ctx


def connection(agent: Agent) -> llm.RealtimeSession[Any]:
    """An agent's connection to its realtime model; in version 2 only its own hooks and tools may ask."""
    return agent.realtime_llm_session


def rtc_session(server: AgentServer, agent_name: str, on_request: OnRequest) -> Callable[[Entrypoint], Entrypoint]:
    """Register what takes the jobs of `agent_name`; in version 2 the server's constructor is given the name."""
    return server.rtc_session(agent_name=agent_name, on_request=on_request)


# The inside of a stream, which the library's plugins use and its exports do not show.


@overload
def output(stream: llm.LLMStream) -> Chan[llm.ChatChunk]: ...
@overload
def output(stream: stt.RecognizeStream) -> Chan[stt.SpeechEvent]: ...
def output(stream: llm.LLMStream | stt.RecognizeStream) -> Chan[Any]:
    """Where a stream puts what it makes; outside, a stream can only be read."""
    return stream._event_ch


def given(stream: stt.RecognizeStream | tts.SynthesizeStream) -> AsyncIterator[object]:
    """What a stream is to work on; what is neither a frame nor a text is a flush. Outside, it can only be written."""
    return stream._input_ch


def mark_started(stream: tts.SynthesizeStream) -> None:
    """Begin to count the time to the first byte; of a stream that does not say so no time is told."""
    stream._mark_started()


# The session, while agents change.


def hear(session: AgentSession[Any], message: ChatMessage) -> None:
    """Put what the caller said on record, as the session does with a turn that it has answered."""
    session._conversation_item_added(message)


def hush(session: AgentSession[Any]) -> None:
    """Stop whoever speaks, whether or not they may be interrupted. A session that can't speak has nobody to stop."""
    with suppress(RuntimeError):
        session.interrupt(force=True)


def transition(session: AgentSession[Any]) -> Task[None]:
    """The change of agents that was asked for last; it raises what keeps the next agent from starting."""
    assert session._update_activity_atask is not None, "asked for by update_agent"
    return session._update_activity_atask


def forget_transition(session: AgentSession[Any]) -> None:
    """Have the next change of agents not wait for one that has failed: it would fail with it."""
    session._update_activity_atask = None


# The words of a speech, in step with its sound.


def hold_words(session: AgentSession[Any], hold: bool) -> None:
    """Have no more words of a speech go out, and on record as heard, while it has no sound; or let them go on.

    What keeps the two in step counts the seconds since the sound began, and so those too in which there was none.
    """
    output = session.output.audio
    while output is not None and not isinstance(output, _SyncedAudioOutput):
        output = output.next_in_chain
    if output is None or (words := output._synchronizer._impl).closed:
        return
    if hold:
        words.pause()
    elif not output._synchronizer._paused:
        words.resume()


# The recording of a call in a room.


def record(session: AgentSession[Any], frame: rtc.AudioFrame, began_at: float) -> None:
    """Have what the agents' side played from `began_at` on, in seconds of `time.time`, in the session's recording.

    The recorder knows of what goes through the session. It writes what is a few seconds old, so this is not to wait.
    """
    recorder = session._recorder_io
    if recorder is not None and recorder.recording:
        recorder._put(_Captured(channel=1, started_at=began_at, frame=frame))


def end_record(session: AgentSession[Any]) -> None:
    """Have what was recorded so, to its last sample: what comes next is not its continuation."""
    recorder = session._recorder_io
    if recorder is not None and recorder.recording:
        recorder._end_run(channel=1)


# The tools.


def pass_on_activity(task: Task[Any]) -> None:
    """Have `task` count as part of the tool that began it; else what a tool may do, such as ask, would be refused."""
    _pass_through_activity_task_info(task)


# The session.


def closing(session: AgentSession[Any]) -> Task[None] | None:
    """What closes a session, once it is told to. Cancelled, the session counts as closed, though it has not said so."""
    return session._closing_task


# OpenAI's plugin.


def client(recogniser: "STT") -> Any:
    """The HTTP client, which the plugin makes and leaves open."""
    return recogniser._client


def speak_azure(model: "RealtimeModel", azure: bool) -> None:
    """Choose Azure's newer protocol or OpenAI's; the constructor takes the choice from OPENAI_API_VERSION as well."""
    model._opts.is_azure, model._opts.api_version = azure, None


def register(model: "RealtimeModel", session: "RealtimeSession") -> None:
    """Have `model` tell a session of ours of its changes; it only knows those it has made itself."""
    model._sessions.add(session)


class ReportsErrors(RealtimeSession):
    """Goes before a realtime session's class, and asks `on_error` about each error before anyone hears of it.

    The event that tells of an error comes too late for this: the session has made up its mind by then.
    """

    def on_error(self, error: Exception, recoverable: bool) -> None:
        """Decide what becomes of an error; here it is reported as it is."""
        self.report_error(error, recoverable)

    def report_error(self, error: Exception, recoverable: bool) -> None:
        """Tell whoever listens to the session."""
        super()._emit_error(error, recoverable)

    def _emit_error(self, error: Exception, recoverable: bool) -> None:
        self.on_error(error, recoverable)


def unanswered(session: "RealtimeSession") -> list[Future[Any]]:
    """The responses that were asked for and have not begun; those who wait for them can be let go only here."""
    return [*session._response_created_futures.values()]


def unconfirmed(session: "RealtimeSession") -> list[Future[Any]]:
    """The changes of the conversation that the provider has not confirmed; the same holds for those."""
    return [*session._item_create_future.values(), *session._item_delete_future.values()]


def disconnect(session: "RealtimeSession") -> None:
    """Let go of the provider at once; `aclose` waits for farewells, and until then the session connects anew."""
    session._main_atask.cancel()


def end_response(session: "RealtimeSession", reason: str) -> None:
    """End the response that is under way, as far as it came; `interrupt` only asks the provider to."""
    session._close_current_generation(reason)


# The worker.


async def tell_load(server: AgentServer) -> None:
    """Tell livekit-server how full a worker is, as the library itself does every 2.5 s."""
    await server._refresh_worker_load()
    await server._update_worker_status()


def address(server: AgentServer) -> tuple[str, str, str]:
    """LiveKit's URL, key and secret as the constructor, the environment or the command line gave them; empty if none.

    The command line tells them to the server after it was made, and nobody else.
    """
    return server._ws_url, server._api_key, server._api_secret
