"""A realtime model in this process: hears words from the frames it is given, and says what its scripted LLM does."""

from typing import Any

from livekit.agents import llm

from testbed.fakes.realtime_session import FakeRealtimeSession


class FakeRealtimeModel(llm.RealtimeModel):
    """Takes `connect_s` to connect; what it is given until then it hears afterwards.

    `replies` answers each response with what it is scripted to, and keeps what it was asked. `takes_turns`: the model
    itself tells when the caller has begun, which ends what it says, and has ended, after `pause_s` of silence, which
    it answers unasked. Else the session commits what was heard and asks for the response. What the caller said it
    puts into words `transcribe_s` later. `fails`: it can't connect.
    """

    def __init__(
        self,
        speaker: str,
        replies: llm.LLM[Any],
        *,
        connect_s: float = 0.3,
        takes_turns: bool = True,
        pause_s: float = 0.4,
        transcribe_s: float = 0.2,
        word_s: float = 0.24,
        fails: Exception | None = None,
    ) -> None:
        super().__init__(
            capabilities=llm.RealtimeCapabilities(
                message_truncation=True,
                turn_detection=takes_turns,
                user_transcription=True,
                auto_tool_reply_generation=False,
                audio_output=True,
                manual_function_calls=True,
                can_disable_turn_detection=True,
                mutable_chat_context=True,
                mutable_instructions=True,
                mutable_tools=True,
                per_response_tool_choice=True,
            )
        )
        self.speaker, self.replies = speaker, replies
        self.connect_s, self.takes_turns, self.pause_s = connect_s, takes_turns, pause_s
        self.transcribe_s, self.word_s, self.fails = transcribe_s, word_s, fails
        self.sessions: list[FakeRealtimeSession] = []
        """One for each connection that was opened."""
        self.closed = False

    def session(self, *, turn_detection_disabled: bool = False) -> FakeRealtimeSession:
        """Open a connection."""
        self.sessions.append(FakeRealtimeSession(self, self.takes_turns and not turn_detection_disabled))
        return self.sessions[-1]

    async def aclose(self) -> None:
        """Nothing is open beyond its sessions; that it was closed is kept."""
        self.closed = True
