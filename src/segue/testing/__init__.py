"""What a test of your own needs: play a call with `rehearse`, then say what had to come of it (docs/testing.md).

It works under pytest-asyncio as under `asyncio.run`, and imports neither. What is named here is for anybody's tests;
our own and the testbed use the same. To add something, make sure that a user would look for it, and enter it below.
"""

from segue.call.events import Event, Outcome
from segue.caller.script import HangUp, Line, OneOf, Say, Silence, Wav
from segue.player.tool_uses import ToolUse
from segue.profile.load import load as load_profile
from segue.profile.model import Profile
from segue.profile.yaml.problems import Unreadable
from segue.session.stage_context import Team
from segue.testing.llm import LLMRequest, ScriptedLLM
from segue.testing.rehearse import rehearse
from segue.testing.rehearsed_call import RehearsedCall
from segue.testing.replies import Calls, Part, Reply, Says, ScriptOver, Waits

__all__ = [
    "Calls",
    "Event",
    "HangUp",
    "LLMRequest",
    "Line",
    "OneOf",
    "Outcome",
    "Part",
    "Profile",
    "RehearsedCall",
    "Reply",
    "Say",
    "Says",
    "ScriptOver",
    "ScriptedLLM",
    "Silence",
    "Team",
    "ToolUse",
    "Unreadable",
    "Waits",
    "Wav",
    "load_profile",
    "rehearse",
]
