"""A profile as far as it could be read: so that one wrong key doesn't hide what else is wrong."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from pydantic import ValidationError

from segue.profile.mistake import Loc
from segue.profile.model import Edge, FactSpec, FixedLines, Profile, StageSpec
from segue.profile.rehearsal_file import Aside, Rehearsal, StageLines
from segue.profile.strict import Model, Name

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a profile. None stands for one that can't be read, which is told already."""

    name: str | None = None
    opens: str | None = None
    prompts: list[object] = field(default_factory=list)
    facts: Mapping[str, FactSpec | None] = field(default_factory=dict)
    stages: Mapping[str, StageSpec | None] = field(default_factory=dict)
    edges: list[Edge | None] = field(default_factory=list)
    lines: FixedLines | None = None
    asides: list[Aside | None] = field(default_factory=list)
    spoken: Mapping[str, StageLines | None] = field(default_factory=dict)
    """The rehearsal's lines, by stage."""
    sound: bool = False
    """Whether all parts are there: only then does it make sense to ask what is missing."""

    @classmethod
    def of_profile(cls, profile: Profile) -> "Draft":
        """A profile that was read as a whole."""
        return cls(
            name=profile.name,
            opens=profile.opens,
            prompts=[*profile.prompts],
            facts=profile.facts,
            stages=profile.stages,
            edges=[*profile.edges],
            lines=profile.lines,
            asides=[*profile.rehearsal.asides],
            spoken=profile.rehearsal.stages,
            sound=True,
        )

    @classmethod
    def of_yaml(cls, value: object) -> "Draft":
        """What can be read of a profile's plain YAML values, whatever they are."""
        top, rehearsal = _mapping(value), _mapping(_mapping(value).get("rehearsal"))
        name, opens = top.get("name"), top.get("opens")
        return cls(
            name=name if isinstance(name, str) else None,
            opens=opens if isinstance(opens, str) else None,
            prompts=_list(top.get("prompts")),
            facts={key: _part(FactSpec, spec) for key, spec in _mapping(top.get("facts")).items()},
            stages={key: _part(StageSpec, spec) for key, spec in _mapping(top.get("stages")).items()},
            edges=[_part(Edge, edge) for edge in _list(top.get("edges"))],
            lines=_part(FixedLines, top.get("lines")),
            asides=[_part(Aside, aside) for aside in _list(rehearsal.get("asides"))],
            spoken={key: _part(StageLines, lines) for key, lines in _mapping(rehearsal.get("stages")).items()},
            sound=_part(_Whole, {key: top.get(key) for key in _Whole.model_fields}, "forbid") is not None,
        )

    def texts(self) -> Iterator[tuple[Loc, str]]:
        """The Markdown files it names, and where."""
        for at, name in enumerate(self.prompts):
            if isinstance(name, str) and name:
                yield ("prompts", at), name
        for stage, spec in self.stages.items():
            if spec:
                yield ("stages", stage, "prompt"), spec.prompt


class _Whole(Model):
    """What must be readable before it makes sense to ask what is missing."""

    opens: Name
    facts: dict[Name, FactSpec]
    stages: dict[Name, StageSpec]
    edges: list[Edge]
    rehearsal: Rehearsal


def _part(model: type[M], value: object, extra: Literal["ignore", "forbid"] = "ignore") -> M | None:
    try:
        return model.model_validate_json(json.dumps(value), strict=True, extra=extra)
    except ValidationError:
        return None


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
