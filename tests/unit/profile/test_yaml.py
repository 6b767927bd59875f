"""A user's YAML file: read strictly, and every mistake told at once with its line and its fix."""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from segue.caller.script import _Written
from segue.profile.model import ProfileFile
from segue.profile.rehearsal_file import Rehearsal
from segue.profile.yaml.plain_words import PATTERNS
from segue.profile.yaml.source import Problem, Unreadable, read, read_with_source


class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


class Stage(BaseModel, frozen=True):
    agent: str
    mood: Mood = Mood.CALM
    turns: int = 3


class WorkerContext(BaseModel, frozen=True):
    name: str
    stages: tuple[Stage, ...] = ()
    words: dict[str, str] = {}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.yaml"


def problems(file: Path, text: str | bytes) -> tuple[Problem, ...]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Unreadable) as caught:
        read(file, WorkerContext)
    assert str(caught.value).count("\n") == len(caught.value.problems) - 1, "one line for each problem"
    return caught.value.problems


def places(file: Path, text: str | bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.what) for problem in problems(file, text)]


def test_a_sound_file_becomes_its_model(file: Path) -> None:
    file.write_text("name: Echo\nstages:\n  - agent: intro\n    mood: wild\n")
    assert read(file, WorkerContext) == WorkerContext(name="Echo", stages=(Stage(agent="intro", mood=Mood.WILD),))


def test_plain_words_stay_words(file: Path) -> None:
    file.write_text("name: No\nwords: {a: on, b: 12:30, c: 2026-11-21, d: 'yes', e: 1_000}\n")
    context = read(file, WorkerContext)
    assert context.name == "No"
    assert context.words == {"a": "on", "b": "12:30", "c": "2026-11-21", "d": "yes", "e": "1_000"}


def test_a_byte_order_mark_is_no_mistake(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfname: Echo\n")
    assert read(file, WorkerContext).name == "Echo"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(file: Path) -> None:
    text = """\
        name: 7
        stages:
          - agent: intro
            mod: calm
          - mood: sad
            turns: "3"
        name: again
        colour: red
        """
    assert [str(problem).removeprefix(f"{file}:") for problem in problems(file, text)] == [
        "1: `name` is '7', not text; put it in quotes",
        "4: unknown key `mod`; did you mean `mood`?",
        "5: `agent` is missing; add `agent: ...`",
        "5: `mood` is 'sad'; it should be 'calm' or 'wild'",
        "6: `turns` is '3'; it should be a whole number",
        "7: `name` a second time; keep one of the two",
        "8: unknown key `colour`; take it out, or use one of: name, stages, words",
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("name: Echo\nstages:\n\t- agent: x\n", 3, "a tab where YAML wants spaces"),
        ("name: Echo\nwords: {a: b\n", 3, "a bracket that is never closed, or a comma that lacks"),
        ("name: Echo\nwords: {a: 'b}\n\n", 2, "a quote that is never closed"),
        ("name: Echo\nwords: a: b\n", 2, "a colon where none may stand"),
        ("name: Echo\n  words: {}\n", 2, "a colon where none may stand"),
        ("stages:\n  - agent: x\n - agent: y\n", 3, "a line that belongs neither to the list nor to the keys above it"),
        ("name: Echo\nwords\nstages: []\n", 2, "a line without a colon"),
        ('name: "\\d"\n', 1, "a backslash that means nothing in double quotes"),
        ("name: @echo\n", 1, "a value that begins with a sign that means something in YAML"),
        ("name: Echo\n<<: {words: {}}\n", 2, "a merge key (<<)"),
        ("name: Echo\nwords: [" + "[]," * 30_000 + "]", 2, "more than 20000 values"),
        ("name: &x Echo\nwords: {a: *x}\n", 1, "an anchor or alias (x)"),
        ("name: !!python/object:os.system Echo\n", 1, "a tag (tag:yaml.org,2002:python/object:os.system)"),
        ("name: Echo\n---\nname: Two\n", 2, "a second document (---)"),
        ("name: Echo\nwords: " + "[" * 5000, 2, "nested more than 20 deep"),
        ("name: Echo\n? [a, b]\n: c\n", 2, "a key that isn't a word"),
        ("name: Echo\nwords: {a: \x07}\n", 2, "a control character"),
        (b"name: Echo\nwords: {a: \xff}\n", 2, "not UTF-8 text"),
        ("- a\n- b\n", 1, "no keys at the top"),
        ("", 1, "`name` is missing"),
        ("name:\n", 1, "`name` is empty"),
        ("name: x" + "y" * 300_000, 0, "longer than 256 kB"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(file: Path, text: str | bytes, line: int, what: str) -> None:
    assert (line, what) in places(file, text)


def test_a_file_that_is_not_there_is_one_line(file: Path) -> None:
    with pytest.raises(Unreadable, match=r"house\.yaml: no such file; check the path$"):
        read(file, WorkerContext)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="can't be opened"):
        read(tmp_path, WorkerContext)


def test_what_is_no_file_of_ones_own_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    told = {"pipe": "not a regular file", "circle": "can't be opened", "nul\0": "no file's name"}
    for name, what in told.items():
        with pytest.raises(Unreadable, match=f": {what}") as caught:
            read(tmp_path / name, WorkerContext)
        assert len(caught.value.problems) == 1


class Budget(BaseModel, frozen=True):
    times: Literal["once", "twice"] | Annotated[int, Field(ge=3)] = 3


def test_what_several_things_may_stand_for_is_told_once_by_the_name_in_the_file(file: Path) -> None:
    file.write_text("times: 2\n")
    with pytest.raises(Unreadable) as caught:
        read(file, Budget)
    assert str(caught.value) == (f"{file}:1: `times` is '2'; it should be 'once' or 'twice', or 3 or more")


@pytest.mark.parametrize("model", [ProfileFile, Rehearsal, _Written])
def test_every_pattern_of_a_users_file_is_told_in_words(model: type[BaseModel]) -> None:
    def patterns(schema: object) -> Iterator[str]:
        for key, value in schema.items() if isinstance(schema, dict) else ():
            yield from [value] if key == "pattern" else []
            yield from value if key == "patternProperties" else []
            yield from patterns(value)
        for value in schema if isinstance(schema, list) else ():
            yield from patterns(value)

    found = set(patterns(model.model_json_schema()))
    assert found <= PATTERNS.keys()


@pytest.mark.parametrize("model", [ProfileFile, Rehearsal, _Written])
def test_a_key_that_is_offered_is_one_that_is_read(model: type[BaseModel], file: Path) -> None:
    file.write_text("zzz: 1\n")
    with pytest.raises(Unreadable) as caught:
        read(file, model)
    (offered,) = [line for line in str(caught.value).splitlines() if "unknown key" in line]
    assert offered.partition("use one of: ")[2].split(", ") == sorted(model.model_fields)


def test_later_checks_can_find_their_line(file: Path) -> None:
    file.write_text("name: Echo\nstages:\n  - agent: intro\n  - mood: wild\n    agent: story\n")
    _, source = read_with_source(file, WorkerContext)
    assert source.line(("stages", 1, "agent")) == 5
    assert source.line(("stages", 1, "<member of a union>", "agent")) == 5
    assert source.line(("stages", 1, "turns")) == 4
    assert source.line(("nowhere",)) == 1
    assert str(source.problem(("stages", 0, "agent"), "no such agent", "pick one")).endswith(
        "house.yaml:3: no such agent; pick one"
    )


def test_no_name_in_a_mistake_breaks_its_line_or_commands_the_terminal() -> None:
    told = str(Problem("profiles/a\nb.yaml", 3, "unknown key `\033[2J\u202ex`", "take it out"))
    assert told == "profiles/a b.yaml:3: unknown key ` [2J x`; take it out"
