"""What a wrong value is told by, whatever the value and the key: by its line, its key and plain words."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from segue.caller import script
from segue.profile.model import ProfileFile
from segue.profile.rehearsal_file import Rehearsal
from segue.profile.yaml.source import FileReading
from tests.unit.profile.small_profile import small

EVERYTHING = {
    "stages": {
        "tell": {
            "models": "cloud",
            "mode": "realtime",
            "tools_by": "model",
            "speech": {"code": {"say": "code"}, "tags": "drop", "replaces": {"a": "b"}, "transcript": "as_spoken"},
        }
    },
    "limits": {"call_s": 60, "silence_s": 2, "silences": 2, "tool_steps": 2, "tool_s": 2},
    "safe": "meet",
    "lines": {"fillers": ["Wait.", "Soon."], "handed_back": "Sorry.", "spent": "No more.", "apology": "Goodbye."},
    "turns": "local",
    "speech": {"code": "drop"},
}
"""What the small profile does not say, and might."""
LINES = [
    {"say": "a", "interrupt_after_s": 3},
    {"one_of": ["a", "b"]},
    {"wav": "x.wav", "text": "y"},
    {"silence_s": 3},
    {"hang_up": True},
    "words",
]
FILES: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    "profile.yaml": (ProfileFile, EVERYTHING),
    "rehearsal.yaml": (Rehearsal, {"stages": {"tell": {"calls": {"ring": {"heard": ["ring"], "says": "It rings."}}}}}),
    "caller.yaml": (script._Written, {"lines": LINES, "voice": "caller", "patience_s": 1}),
}
WRONG = [None, "", -1, True, "Two Words", [], [7], {"odd": 1}, "y" * 5000]
THEIR_WORDS = (
    "Input should",
    "should be a valid",
    "should have at",
    "should match",
    "pattern",
    "value_error",
    "type_error",
    "constrained",
    "literal[",
    "[key]",
    "boolean",
    "integer",
    "string",
    "array",
    "object",
    "None",
    "True",
    "False",
    "<",
)


def read(name: str, values: Any, folder: Path) -> FileReading[Any]:
    file = folder / name
    file.write_text(json.dumps(values, indent=1))  # JSON is YAML with a line for each value
    return FileReading.of(file, FILES[name][0])


def merged(own: Any, more: Any) -> Any:
    if isinstance(own, dict) and isinstance(more, dict):
        return own | {key: merged(own.get(key), value) for key, value in more.items()}
    return more


def places(values: Any, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where something stands."""
    yield from [loc] if loc else []
    inner = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for step, value in inner:
        yield from places(value, (*loc, step))


def one_a_key(values: Any) -> Iterator[tuple[str | int, ...]]:
    """One place for each key, and for the first item of each: what stands at others is read in the same way."""
    seen = set[tuple[str | int, ...]]()
    for loc in places(values):
        keys = [step for step in loc if isinstance(step, str)]
        kind = (keys[-1], loc[-1] if keys[-1] == "lines" else isinstance(loc[-1], int))
        if kind not in seen:
            seen.add(kind)
            yield loc


def changed(values: Any, loc: tuple[str | int, ...], wrong: object) -> Any:
    values = copy.deepcopy(values)
    inner = values
    for step in loc[:-1]:
        inner = inner[step]
    inner[loc[-1]] = wrong
    return values


def line_of(values: Any, loc: tuple[str | int, ...]) -> tuple[int, int]:
    """The first and the last line of what stands at `loc`."""
    marked = changed(values, loc, "HERE")
    before = json.dumps(marked, indent=1).split('"HERE"')[0].count("\n") + 1
    inner = values
    for step in loc:
        inner = inner[step]
    return before, before + json.dumps(inner, indent=1).count("\n")


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_value_is_told_by_its_line_and_its_key_in_plain_words(name: str, tmp_path: Path) -> None:
    own = {} if name == "caller.yaml" else FileReading.of(small(tmp_path) / name, FILES[name][0]).values
    whole = merged(own, FILES[name][1])
    assert not read(name, whole, tmp_path).problems
    for loc in one_a_key(whole):
        key = str(next(step for step in reversed(loc) if isinstance(step, str)))
        for wrong in WRONG:
            values = changed(whole, loc, wrong)
            first, last = line_of(values, loc)
            for problem in read(name, values, tmp_path).problems:
                told = f"{problem.what}; {problem.fix}".replace(json.dumps(wrong)[:37], "")
                assert first <= problem.line <= last, (loc, wrong, told)
                assert not any(word in told for word in THEIR_WORDS), (loc, wrong, told)
                assert problem.fix, told
                missing, unknown = "is missing" in told, told.startswith("unknown key")
                ours = told.startswith("no line a caller can say") or "can't be spoken" in told or "one_of" in key
                assert ours or missing or unknown or f"`{key}`" in told or "`odd`" in told, (loc, wrong, told)


def test_a_key_that_does_not_go_with_the_one_beside_it_is_not_offered_itself(tmp_path: Path) -> None:
    problems = read("caller.yaml", {"lines": [{"say": "Hello.", "wav": "a.wav"}]}, tmp_path).problems
    assert [f"{problem.what}; {problem.fix}" for problem in problems] == [
        "`wav` doesn't go with `say`; take one of the two out"
    ]


def test_what_may_be_of_several_kinds_is_told_once_with_all_of_them(tmp_path: Path) -> None:
    own = FileReading.of(small(tmp_path) / "profile.yaml", ProfileFile).values
    problems = read("profile.yaml", changed(own, ("edges", 0, "carries"), "all"), tmp_path).problems
    assert [f"{problem.what}; {problem.fix}" for problem in problems] == [
        "`carries` is 'all'; it should be 'full', 'summary', 'facts' or 'nothing', or a whole number"
    ]
