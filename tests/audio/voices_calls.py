"""The calls that are played through the real plugins: what each stage is, who plays it, and what the caller says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segue.call.profile.model import Profile
from segue.call.profile.voicing import Mind
from segue.voices.understudy.scene import Scene

PATIENCE_S = 2.2
"""Six calls at once keep two cores busy, and an agent that takes over then needs its time."""
Line = str | Mapping[str, Any]
"""As in a caller's file."""
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


@dataclass(frozen=True, slots=True)
class Setting:
    """A call: what its story stage is, who plays which stage, and what the caller says."""

    mind: Mind
    voices: str
    lines: Sequence[Line]
    path: Sequence[str] = ("intro", "task", "story")
    silence_s: float = 12.0


CALLS = {
    "cloud": Setting(Mind.REALTIME, "cloud", ONE_STORY),
    "there_and_back": Setting(Mind.REALTIME, "cloud", TWO_STORIES, ("intro", "task", "story", "task", "story")),
    "realtime_text": Setting(Mind.REALTIME_TEXT, "cloud", ONE_STORY[2:], ("task", "story")),
    "mixed": Setting(Mind.REALTIME, "rehearsal, story=cloud", [*ONE_STORY[:4], EARLY, *ONE_STORY[4:]]),
    "local": Setting(Mind.PIPELINE, "local", ONE_STORY),
    "silent": Setting(Mind.REALTIME, "cloud", [{"silence_s": 9.0}, LEAVING], ("story",), silence_s=6.0),
}


def brief(profile: Profile, setting: Setting) -> Profile:
    """The profile as `setting` has it and with few words, so that a call takes a minute."""
    intro, task, story = (profile.rehearsal.stages[name] for name in ("intro", "task", "story"))
    stages = {
        "intro": intro.model_copy(update={"opens": "Hello.", "asks_all": "What is your name, and where are you from?"}),
        "task": task.model_copy(update={"opens": "Now, {name}.", "asks_all": "Who shall it be about, in what mood?"}),
        "story": story.model_copy(update={"chapters": CHAPTERS}),
    }
    specs = {**profile.stages, "story": profile.stages["story"].model_copy(update={"mind": setting.mind})}
    rehearsal = profile.rehearsal.model_copy(update={"stages": stages})
    limits = profile.limits.model_copy(update={"silence_s": setting.silence_s})
    opens = setting.path[0]
    return profile.model_copy(update={"stages": specs, "rehearsal": rehearsal, "limits": limits, "opens": opens})


def opening(profile: Profile, setting: Setting) -> str:
    """What the story of such a call begins with."""
    known = {"place": "Lisbon"} if "intro" in setting.path else {}
    wished = {"hero": "a fox"} if "task" in setting.path else {}
    scene = Scene(profile, "story", frozenset())
    return scene.fill(f"{scene.lines.opens} {CHAPTERS[0]}", {**known, **wished})
