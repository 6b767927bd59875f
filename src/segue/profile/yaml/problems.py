"""Mistakes in a user's file: what is wrong, where, and how to fix it, in one line each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from segue.profile import renamed
from segue.profile.mistake import Mistake
from segue.profile.strict import NAME


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file, and how to fix it."""

    file: str
    line: int
    """Counted from 1; 0 when the mistake has no line (no such file)."""
    what: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        line = f"{place}: {self.what}; {self.fix}"
        # Names of files and keys are anybody's: none of them may break the line, or command the terminal.
        return "".join(letter if letter.isprintable() else " " for letter in line)


class Unreadable(Exception):
    """A file that can't be used. Its text is one line for each problem, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


OURS = {
    "Input should": "it should",
    "String should": "it should",
    "be a valid array": "be a list ([a, b], or lines that begin with -)",
    "be an object": "be a mapping (lines of key: value)",
    r"match pattern '\w'": "have a letter or a digit in it",
    f"match pattern '{NAME}'": "be of small letters, digits and _, 32 at most, and begin with a letter",
    "be True": "be true",
    "be False": "be false",
}
"""Pydantic's words for what a reader of YAML knows by other names."""


def mistakes(errors: Iterable[ErrorDetails], values: object, model: type[BaseModel]) -> Iterator[Mistake]:
    """What is wrong with `values`, read as `model`: of a union's members each says what it wants, at one place."""
    wants: dict[tuple[tuple[str | int, ...], str], list[str]] = {}
    for error in errors:
        if _echoes(error):
            continue
        loc = _there(error, values)
        what, fix = told({**error, "loc": loc}, model)
        wants.setdefault((loc, what), []).append(fix)
    for (loc, what), (fix, *others) in wants.items():
        yield Mistake(loc, what, ", or ".join([fix, *(other.removeprefix("it should be ") for other in others)]))


def _echoes(error: ErrorDetails) -> bool:
    """Whether pydantic only says again, of a list, that things in it are wrong: it counts the sound ones."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _there(error: ErrorDetails, values: object) -> tuple[str | int, ...]:
    """The place of an error without pydantic's names for the members of a union, which are no keys of the file."""
    steps: list[str | int] = []
    for at, step in enumerate(error["loc"], start=1):
        within = values if isinstance(values, dict) else dict(enumerate(values)) if isinstance(values, list) else {}
        if step in within:
            values = within[step]
        elif not (str(step)[:1] in "<[" or (error["type"] == "missing" and at == len(error["loc"]))):
            continue  # the names that we give to members are kept: they tell which keys go together
        steps.append(step)
    return tuple(steps)


def told(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong and how to fix it, for one of pydantic's errors about `model`.

    A validator or discriminator of ours says both itself: "what; fix".
    """
    loc, kind, given = error["loc"], error["type"], error["input"]
    name = next((step for step in reversed(loc) if isinstance(step, str) and step[:1] != "<"), "this")
    if kind == "missing":
        return f"`{name}` is missing", f"add `{name}: ...`"
    if kind == "extra_forbidden":
        return _unknown(loc, str(name), known_keys(model, loc[:-1]))
    if kind == "enum" and (new := renamed.value(given)):
        return f"`{name}` is {_short(given)}", new
    message = error["msg"].removeprefix("Value error, ")
    what, _, fix = message.partition("; ")
    if fix or kind == "value_error":
        return what, fix or "see the documentation of this file"
    if kind == "string_type" and isinstance(given, bool | int | float):
        return f"`{name}` is {_short(given)}, not text", "put it in quotes"
    if kind == "union_tag_not_found":
        return f"{_short(given)} is none of the kinds allowed here", "see the documentation of this file"
    if kind == "too_short":
        return f"`{name}` has too little in it", f"give at least {error['ctx']['min_length']}"
    for pydantics, ours in OURS.items():
        message = message.replace(pydantics, ours)
    return f"{'a key' if name == '[key]' else f'`{name}`'} is {_short(given)}", message


def _unknown(loc: tuple[str | int, ...], name: str, known: list[str]) -> tuple[str, str]:
    """What to tell of the key `name` at `loc`, which nobody reads there; `known` are those that may stand there."""
    if name in known and str(loc[-2])[:1] == "<":  # it is another member's of the union
        return f"`{name}` doesn't go with `{str(loc[-2])[1:-1]}`", "take one of the two out"
    return f"unknown key `{name}`", renamed.key(loc) or _instead(name, known)


def known_keys(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at `loc` in a file read as `model`; in a union, those of all its members."""
    models = [model]
    for step in loc:
        if stepped := [inner for m in models if step in m.model_fields for inner in _models(m, str(step))]:
            models = stepped
    return sorted({field.alias or name for m in models for name, field in m.model_fields.items()})


def _models(model: type[BaseModel], field: str) -> Iterator[type[BaseModel]]:
    def within(annotation: Any) -> Iterator[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        for argument in get_args(annotation):
            yield from within(argument)

    yield from within(model.model_fields[field].annotation)


def _instead(name: str, known: list[str]) -> str:
    if close := get_close_matches(name, known, n=1):
        return f"did you mean `{close[0]}`?"
    return f"take it out, or use one of: {', '.join(known)}"


def _short(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return f"a mapping ({', '.join(map(str, value))})"[:80]
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
