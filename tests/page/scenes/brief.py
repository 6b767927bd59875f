"""The storyteller in fewer words, for calls that are about something else than its lines."""

import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from testbed.browser.tab import Tab
from testbed.room.worker import ROOT

NAME: Final = "brief"
WHO: Final = "Who are you, and from where?"
CONFIRM: Final = "is that right?"
WHAT: Final = "Whom shall it be about?"
WRITE: Final = "Yes?"
STORY: Final = "Listen then."
LINES: Final[dict[str, dict[str, Any]]] = {
    "intro": {
        "opens": "Hello.",
        "asks_all": WHO,
        "reads_back": f"{{name}}, from {{place}}, {CONFIRM}",
        "asks_again": "Again, please.",
        "leaves": {"begin_task": "Good."},
    },
    "task": {
        "opens": "Now.",
        "asks_all": WHAT,
        "reads_back": f"A {{mood}} story about {{hero}}. {WRITE}",
        "settled": "Noted.",
        "leaves": {"begin_story": "Well."},
    },
    "story": {"opens": STORY, "farewell": "Goodbye, {name}."},
}
"""What is said in each stage; the story itself is as long as ever."""


def written(profiles: Path) -> Path:
    """The storyteller's profile, and this one beside it. In both the agents have time, as on a busy machine."""
    source, patient = (
        ROOT / "profiles" / "storyteller",
        "limits: {entry_s: 15, filler_s: 10, honest_s: 25, answer_s: 60, ",
    )
    for name in (source.name, NAME):
        shutil.copytree(source, profiles / name, ignore=shutil.ignore_patterns("caller*", "test_*", "__pycache__"))
        file = profiles / name / "profile.yaml"
        profile = file.read_text(encoding="utf-8").replace("limits: {", patient)
        file.write_text(profile.replace(f"name: {source.name}", f"name: {name}"), encoding="utf-8")
    lines = profiles / NAME / "rehearsal.yaml"
    rehearsal = yaml.safe_load(lines.read_text(encoding="utf-8"))
    for stage, said in LINES.items():
        rehearsal["stages"][stage] |= said
    lines.write_text(yaml.safe_dump(rehearsal), encoding="utf-8")
    return profiles


async def type_into_the_story(tab: Tab) -> None:
    """Type what it takes until the story is being told."""
    await tab.reads(WHO)
    await tab.type("I am Grace, and I come from Turin.")
    await tab.reads(CONFIRM)
    await tab.type("Yes, that's right.")
    await tab.reads(WHAT)
    await tab.type("Tell me a story about a fox, something gentle.")
    await tab.reads(WRITE)
    await tab.type("Yes, please.")
    await tab.reads(STORY)
