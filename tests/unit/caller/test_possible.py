"""What a caller can't expect of a profile is told before the call, by line and with what it may have meant."""

import wave
from pathlib import Path

import pytest

from segue.caller import possible
from segue.caller.script import load
from segue.profile.yaml.problems import Unreadable
from tests.unit.call.test_edges import STORYTELLER


def told(folder: Path, expect: str, lines: str = "[Hello.]") -> list[str]:
    """What is wrong with a caller who expects this of the storyteller; its expectations begin on line 2."""
    file = folder / "ada.yaml"
    file.write_text(f"lines: {lines}\n{expect}\n")
    try:
        load(file, checks=[possible.along(STORYTELLER), possible.typed])
    except Unreadable as unreadable:
        return [str(problem).removeprefix(f"{file}:") for problem in unreadable.problems]
    return []


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        ("outcome: godbye", "2: no call ends as `godbye`; did you mean `goodbye`?"),
        ("facts: {nmae: Ada}", "2: no fact `nmae`; did you mean `name`?"),
        ("facts: {mood: hilarious}", "2: `mood` is never `hilarious`; use one of: funny, gentle, spooky"),
        ("path: [intro, taks]", "2: no stage `taks`; did you mean `task`?"),
        ("path: [task]", "2: a path that begins with `task`; begin it with `intro`, which opens every call"),
        ("path: [intro, story]", "2: no edge from `intro` to `story`; from `intro` a call goes on to: `task`"),
        (
            "path: [intro, task, story, task, story, task, story, task]",
            "2: `story` to `task` once too often; its `budget:` is 2 in one call",
        ),
        ("tools: [rember]", "2: no tool `rember`; did you mean `remember`?"),
    ],
)
def test_what_a_profile_lacks_is_told_with_the_nearest_it_has(expected: str, line: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"expect: {{{expected}}}") == [line]


@pytest.mark.parametrize(
    "expected",
    [
        "outcome: time_up",
        "facts: {name: Ada, place: Timbuktu, mood: FUNNY}",
        "path: [intro, task, story, task, story, task, story]",
        "tools: [remember, begin_task]",
        "said: [nobody ever says this]",
        "",
    ],
)
def test_what_can_come_about_is_not_told_of(expected: str, tmp_path: Path) -> None:
    assert told(tmp_path, f"expect: {{{expected}}}") == []


def test_all_is_told_at_once_each_by_its_line_whatever_else_is_wrong_in_the_file(tmp_path: Path) -> None:
    hopes = ["outcome: over", "path:", "  - intro", "  - taks", "facts:", "  nmae: Ada", "  moot: funny"]
    expect = "\n  ".join(["patience: 3\nexpect:", *hopes])
    assert [int(line.split(":")[0]) for line in told(tmp_path, expect)] == [2, 4, 7, 9, 10]
    # Facts of which one can't be read are no facts yet.
    assert [int(line.split(":")[0]) for line in told(tmp_path, expect.replace("Ada", "[Ada]"))] == [2, 4, 7, 9]


def test_a_recording_without_its_words_is_told_before_a_call_that_is_typed(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "hello.wav"), "wb") as wav:
        wav.setparams((1, 2, 8000, 0, "NONE", ""))
        wav.writeframes(bytes(1600))
    lines = "[{wav: hello.wav}, {wav: hello.wav, text: hello}]"
    assert told(tmp_path, "", lines) == [
        "1: a recording without its words; add `text:` with what is said in it, or play it by voice"
    ]
