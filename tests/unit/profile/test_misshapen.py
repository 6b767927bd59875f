"""Profiles in which values lack, are of another kind, called otherwise or there twice: told by line, or sound."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue.profile.load import load
from segue.profile.yaml.source import Unreadable
from tests.unit.profile.small_profile import KNOWN, LINES, SMALL, small
from tests.unit.profile.test_words import THEIR_WORDS

FILES = {"profile.yaml": yaml.safe_load(SMALL), "rehearsal.yaml": yaml.safe_load(LINES)}
WRONG = st.sampled_from(["", "x", "name", "{name}", 7, -1, True, None, [], ["x"], {}, {"a": 1}, "y" * 5000, [None]])


def places(values: object, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    for step, value in inner:
        yield (*loc, step)
        yield from places(value, (*loc, step))


@st.composite
def misshapen(draw: st.DrawFn) -> dict[str, Any]:
    """Both files' values, with one or two mistakes."""
    files = copy.deepcopy(FILES)
    for _ in range(draw(st.integers(1, 2))):
        values = files[draw(st.sampled_from([*FILES]))]
        *within, last = draw(st.sampled_from([*places(values)]))
        inner: Any = values
        for step in within:
            inner = inner[step]
        match draw(st.sampled_from(["drop", "wrong", "wrong", "rename", "double"])):
            case "rename" if isinstance(inner, dict):
                inner[draw(st.sampled_from([f"{last}s", "x", "Two Words"]))] = inner.pop(last)
            case "double" if isinstance(inner, list) and isinstance(last, int):
                inner.append(copy.deepcopy(inner[last]))
            case "drop":
                del inner[last]
            case _:
                inner[last] = copy.deepcopy(draw(WRONG))
    return files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=misshapen())
def test_a_misshapen_profile_is_refused_by_line_in_plain_words_or_loads(folder: Path, files: dict[str, Any]) -> None:
    lines = {}
    for name, values in files.items():
        text = json.dumps(values, indent=1)  # which is YAML too, with a line for each value
        (folder / name).write_text(text)
        lines[str(folder / name)] = text.count("\n") + 1
    try:
        load(folder, KNOWN)
    except Unreadable as unreadable:
        problems = unreadable.problems
    else:
        return
    for problem in problems:
        assert 1 <= problem.line <= lines[problem.file]
        assert str(problem).startswith(f"{problem.file}:{problem.line}: ")
        assert problem.what
        assert problem.fix
        assert not any(word in f"{problem.what}; {problem.fix}" for word in THEIR_WORDS)
