"""YAML files read into typed models, with every mistake told at once by file and line."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from yaml import Node

from segue.profile.yaml.nodes import children, compose, plain
from segue.profile.yaml.plain_words import all_told
from segue.profile.yaml.problems import Problem, Unreadable

__all__ = ["FileReading", "Problem", "Source", "Unreadable", "read", "read_with_source"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Source:
    """Where things stand in a file: for checks that only make sense once the whole was read."""

    path: Path
    root: Node | None = field(repr=False)

    def line(self, loc: tuple[str | int, ...]) -> int:
        """The line of the key or list item at `loc`, or of the nearest thing above it that is there.

        Steps that are neither a key nor an index here are passed over: pydantic names the member of a union,
        so the tag of such a member must not be one of its keys.
        """
        node, line = self.root, 1
        for step in loc:
            for key, value, at in children(node):
                if key == step:
                    node, line = value, at
                    break
        return line

    def problem(self, loc: tuple[str | int, ...], what: str, fix: str) -> Problem:
        """The mistake `what` at `loc` of this file."""
        return Problem(str(self.path), self.line(loc), what, fix)


@dataclass(frozen=True)
class FileReading(Generic[M]):
    """What came of reading a file: what was `made` of it, or else its plain `values`, and what is wrong with it."""

    source: Source
    values: object = None
    """None where the file can't even be read as YAML."""
    made: M | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, path: Path, model: type[M]) -> "FileReading[M]":
        """The file at `path` as a `model`, strictly: no unknown key, no number as text."""
        try:
            source = Source(path, compose(path))
        except Unreadable as unreadable:
            return cls(Source(path, None), problems=unreadable.problems)
        problems: list[Problem] = []
        value = plain(source.root, str(path), problems)
        if not isinstance(value, dict) and value is not None:
            return cls(source, problems=(source.problem((), "no keys at the top", "start with `key: value` lines"),))
        made, values = None, value or {}
        try:
            # By way of JSON, where pydantic's strict mode still makes tuples of lists and enums of strings.
            made = model.model_validate_json(json.dumps(values), strict=True, extra="forbid")
        except ValidationError as invalid:
            told = all_told(invalid.errors(), model, values)
            problems += [source.problem(place.loc, what, fix) for place, what, fix in told]
        return cls(source, values, made, tuple(problems))


def read(path: Path, model: type[M]) -> M:
    """The file at `path` as a `model`, strictly. Raises `Unreadable`."""
    return read_with_source(path, model)[0]


def read_with_source(path: Path, model: type[M]) -> tuple[M, Source]:
    """As `read`, with the places of everything, for checks across the file. Raises `Unreadable`."""
    reading = FileReading.of(path, model)
    if reading.problems or reading.made is None:
        raise Unreadable([*reading.problems])
    return reading.made, reading.source
