"""The calls that are played through the real plugins: what each stage is, who plays it, and what the caller says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents import team
from segue.call.events import Event
from segue.profile.model import Profile
from segue.profile.playing import Mode
from segue.profile.rehearsal_file import ToolLines
from segue.rehearsal.scene import Scene
from segue.session.stage_context import Team
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.rehearsing import RehearsingDoubles

PATIENCE_S = 2.2
"""Six calls at once keep two cores busy, and an agent that takes over then needs its time."""
Line = str | Mapping[str, Any]
"""As in a caller's file."""
OnEvent = Callable[[Event], None]
"""Told of each event of a call, as it happens."""
CHAPTERS = [
    "Far from {place} there lived {hero}, whom nobody there had ever seen. But one evening somebody knocked three "
    "times at the door, and then everything was still. What do you think was outside?",
    "{answer}. And from that night on it was told as a {mood} story. Another one, or is that enough?",
]
MEETING: list[Line] = ["My name is Clara, and I live in Lisbon.", "Yes, exactly."]
WISHING: list[Line] = ["A gentle story about a fox.", "Yes, please."]
BREAKING_IN: Line = {"say": "Wait, wait a moment please.", "interrupt_after_s": 6.5}
GOING_ON: list[Line] = ["Please go on.", "A feather."]
LEAVING = "That's enough, thank you."
EARLY: Line = {"say": "Oh, one more thing.", "interrupt_after_s": 2.0}
"""Said into the last words of the agent that hands on, and heard by the next, before that one has made a sound."""
ONE_STORY: list[Line] = [*MEETING, *WISHING, BREAKING_IN, *GOING_ON, LEAVING]
TWO_STORIES: list[Line] = [
    *MEETING,
    *WISHING,
    "A wooden box.",
    "Another one, please.",
    "A funny story about a robot.",
    "Yes, please.",
    {"say": "Wait, that's enough for today, goodbye.", "interrupt_after_s": 6.5},
]
FLUX = {"SEGUE_DEEPGRAM_MODEL": "flux-general-en"}
SERVER_TURNS = {"SEGUE_REALTIME_TURNS": "server"}
SHORT = [
    "Far from {place} lived {hero}. What do you think was outside?",
    "{answer}. And from that night on it was told as a {mood} story, from house to house and from one winter to the "
    "next, until everybody knew it by heart and nobody knew any more who had told it first. Is that enough?",
]
"""The first is soon over; the second is broken into, with most of it still to be made."""
BREAKING_OFF: Line = {"say": "Wait, that's enough for today, goodbye.", "interrupt_after_s": 3.0}
LONG_WINDED = "My friend, I would like to hear a very long and wonderful story about a fox in the woods, if I may."
SPEECH_SERVERS = {"SEGUE_LOCAL_STT_URL": "{home}", "SEGUE_LOCAL_TTS_URL": "{home}"}


def nothing(doubles: RehearsingDoubles) -> OnEvent:
    """All is well."""
    return lambda event: None


def dies_in_mid_story(doubles: RehearsingDoubles) -> OnEvent:
    """The realtime model's connection is gone half way through its first answer, which comes hardly faster than it is
    spoken."""
    doubles.realtime.speed, doubles.realtime.faults[1] = 1.2, ResponseFault.LOST_HALF_WAY
    return nothing(doubles)


def lets_nobody_in(doubles: RehearsingDoubles) -> OnEvent:
    """The realtime model refuses every connection."""
    doubles.realtime.refuses = 503
    return nothing(doubles)


@dataclass(frozen=True, slots=True)
class Setting:
    """A call: what its story stage is, who plays which stage, and what the caller says."""

    mode: Mode
    models: str
    lines: Sequence[Line]
    path: Sequence[str] = ("intro", "task", "story")
    silence_s: float = 12.0
    call_s: float = 600.0
    chapters: Sequence[str] = tuple(CHAPTERS)
    env: Mapping[str, str] = field(default_factory=dict)
    """More settings; `{home}` is the address of the speech servers at home."""
    breaks: Callable[[RehearsingDoubles], OnEvent] = nothing
    """What goes wrong with the providers, from the beginning or as things happen in the call."""
    team: Callable[[Path], Team] = team
    """Whose calls these are; it is given the file for its desks' books."""
    calls: Mapping[str, ToolLines] = field(default_factory=dict)
    """When the story's agent calls which tools of its own."""
    patience_s: float = PATIENCE_S


CALLS = {
    "cloud": Setting(Mode.REALTIME, "cloud", ONE_STORY),
    "there_and_back": Setting(Mode.REALTIME, "cloud", TWO_STORIES, ("intro", "task", "story", "task", "story")),
    "half_cascade": Setting(Mode.HALF_CASCADE, "cloud", ONE_STORY[2:], ("task", "story")),
    "mixed": Setting(Mode.REALTIME, "rehearsal, story=cloud", [*ONE_STORY[:4], EARLY, *ONE_STORY[4:]]),
    "local": Setting(Mode.PIPELINE, "local", ONE_STORY),
    "silent": Setting(Mode.REALTIME, "cloud", [{"silence_s": 9.0}, LEAVING], ("story",), silence_s=6.0),
    "flux": Setting(
        Mode.PIPELINE, "cloud", [*WISHING, "A wooden box.", BREAKING_OFF], ("task", "story"), chapters=SHORT, env=FLUX
    ),
    "server_turns": Setting(
        Mode.REALTIME, "cloud", ["A wooden box.", BREAKING_OFF], ("story",), chapters=SHORT, env=SERVER_TURNS
    ),
    "time_is_up": Setting(
        Mode.REALTIME, "cloud", [LONG_WINDED], ("story",), chapters=["And now?", "Well."], call_s=8.0, env=SERVER_TURNS
    ),
    "lost_story": Setting(Mode.REALTIME, "cloud", ["A feather.", LEAVING], ("story",), breaks=dies_in_mid_story),
    "refused_story": Setting(Mode.REALTIME, "cloud", ONE_STORY[2:], ("task", "story"), breaks=lets_nobody_in),
    "servers": Setting(
        Mode.PIPELINE, "local", ["A wooden box.", BREAKING_OFF], ("story",), chapters=SHORT, env=SPEECH_SERVERS
    ),
}


def brief(profile: Profile, setting: Setting) -> Profile:
    """The profile as `setting` has it and with few words, so that a call takes a minute."""
    intro, task, story = map(profile.stage_lines, ("intro", "task", "story"))
    stages = {
        "intro": intro.model_copy(update={"opens": "Hello.", "asks_all": "What is your name, and where are you from?"}),
        "task": task.model_copy(update={"opens": "Now, {name}.", "asks_all": "Who shall it be about, in what mood?"}),
        "story": story.model_copy(update={"chapters": [*setting.chapters], "calls": {**setting.calls}}),
    }
    specs = {**profile.stages, "story": profile.stages["story"].model_copy(update={"mode": setting.mode})}
    rehearsal = profile.rehearsal and profile.rehearsal.model_copy(update={"stages": stages})
    limits = profile.limits.model_copy(update={"silence_s": setting.silence_s, "call_s": setting.call_s})
    opens = setting.path[0]
    return profile.model_copy(update={"stages": specs, "rehearsal": rehearsal, "limits": limits, "opens": opens})


def opening(profile: Profile, setting: Setting) -> str:
    """What the story of such a call begins with."""
    known = {"place": "Lisbon"} if "intro" in setting.path else {}
    wished = {"hero": "a fox"} if "task" in setting.path else {}
    scene = Scene(profile, "story", frozenset())
    return scene.fill(f"{scene.lines.opens} {setting.chapters[0]}", {**known, **wished})
