"""The smallest profile that is sound, and its rehearsal, to be broken one line at a time."""

from pathlib import Path

import pytest

from segue.profile.load import KnownNames, load
from segue.profile.traits import Trait
from segue.profile.yaml.source import Unreadable

KNOWN = KnownNames(
    agents=frozenset({"intro", "task", "story"}),
    tools={
        "end_call": frozenset({Trait.ENDS_CALL}),
        "look_up": frozenset({Trait.LOOKS_UP}),
        "remember": frozenset({Trait.KEEPS_FACTS}),
        "settle": frozenset({Trait.SETTLES}),
    },
    desks=frozenset({"wishes", "appointments"}),
    speakers=frozenset({"warm", "bright", "low"}),
)

SMALL = """\
name: small
title: A small profile
persona: Echo
prompts: [echo.md]
opens: meet
facts:
  name: {type: name, ask: your name}
  mood: {type: choice, ask: which mood, choices: {calm: [quiet], wild: [loud]}}
stages:
  meet:
    agent: intro
    title: Meeting
    speaker: warm
    prompt: meet.md
    facts: [name, mood]
    desk: wishes
    tools: [remember, look_up, settle]
  tell:
    agent: story
    title: Telling
    speaker: low
    prompt: tell.md
    tools: [end_call]
edges:
  - name: begin
    origin: meet
    target: tell
    when: All is known.
    needs: [name]
    settled: true
  - name: again
    origin: tell
    target: meet
    when: They want more.
    forgets: [mood]
    budget: 2
lines:
  are_you_there: Are you there?
  silent_goodbye: Goodbye, {name}.
  time_up: Time is up.
"""

LINES = """\
heard:
  name: ["i am {}"]
asides:
  - heard: [how are you]
    says: Well, thank you.
stages:
  meet:
    opens: Hello.
    asks:
      name: What is your name?
      mood: Calm or wild?
    reads_back: "{name}, and {mood}. Right?"
    offers: "I have {options}. Which one?"
    settled: Done.
    leaves:
      begin: Listen.
    farewell: Goodbye, {name}.
  tell:
    opens: Once upon a time.
    chapters:
      - There was {name}. What next?
      - "{answer}. So it was. Another?"
    interrupted: Shall I go on?
    leaves:
      again: Gladly.
    farewell: Goodbye.
"""


def small(parent: Path) -> Path:
    """The profile's folder, in `parent`."""
    folder = parent / "small"
    folder.mkdir()
    (folder / "profile.yaml").write_text(SMALL)
    (folder / "rehearsal.yaml").write_text(LINES)
    for name in ("echo.md", "meet.md", "tell.md"):
        (folder / name).write_text(f"You are {name}.\n")
    return folder


def mutated(old: str, new: str, text: str = SMALL) -> str:
    """`text` with the one place where `old` stands changed."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in it"
    return text.replace(old, new)


def told(folder: Path, text: str | None = None, lines: str | None = None) -> list[str]:
    """What is wrong in `folder` with this profile and these lines; of places in `profile.yaml` the line alone."""
    if text is not None:
        (folder / "profile.yaml").write_text(text)
    if lines is not None:
        (folder / "rehearsal.yaml").write_text(lines)
    with pytest.raises(Unreadable) as caught:
        load(folder, KNOWN)
    every = [line.removeprefix(f"{folder}/profile.yaml:") for line in str(caught.value).splitlines()]
    return [line.removeprefix(f"{folder}/") for line in every]
