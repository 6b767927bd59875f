"""The one place where a session's events become the call's, and the call's commands what the session does."""

import contextlib

from livekit.agents import (
    AgentSession,
    AgentStateChangedEvent,
    CloseEvent,
    CloseReason,
    ConversationItemAddedEvent,
    ErrorEvent,
    FunctionToolsExecutedEvent,
    SpeechCreatedEvent,
    UserInputTranscribedEvent,
    UserStateChangedEvent,
)
from livekit.agents.llm import ChatMessage, MetricsReport
from livekit.agents.voice import AgentState

from segue.call.call import Call
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Ended,
    Event,
    Heard,
    HungUp,
    Outcome,
    Said,
    Thinking,
    TurnOver,
)
from segue.call.phases import Phase
from segue.models.owned import OwnedModels
from segue.session.alarms import Alarms
from segue.session.crossing import Crossing
from segue.session.executor import Executor
from segue.session.failure import part, reason
from segue.session.realtime_failover import RealtimeFailover
from segue.session.stage_agent import StageAgent
