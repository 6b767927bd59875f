"""A profile as far as it could be read: so that one wrong key doesn't hide what else is wrong."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import ValidationError

from segue.profile.limits import FixedLines
from segue.profile.mistake import Loc
from segue.profile.model import Edge, FactSpec, StageSpec
from segue.profile.rehearsal_file import Aside, Rehearsal, StageLines
from segue.profile.strict import Model, Name

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a profile. None stands for one that can't be read, which is told already."""

    name: str | None
    opens: str | None
    safe: str | None
    prompts: list[object]
    facts: Mapping[str, FactSpec | None]
    stages: Mapping[str, StageSpec | None]
    edges: list[Edge | None]
    lines: FixedLines | None
    heard: Mapping[str, list[object]]
    """The rehearsal's phrases, by fact."""
    asides: list[Aside | None]
    spoken: Mapping[str, StageLines | None]
    """The rehearsal's lines, by stage."""
    sound: bool
    """Whether all parts of `profile.yaml` are there: only then does it make sense to ask what is missing."""
    rehearsal_sound: bool
    """The same of `rehearsal.yaml`."""

    @classmethod
    def of_yaml(cls, profile: object, rehearsal: object) -> "Draft":
        """What can be read of the two files' plain YAML values, whatever they are."""
        top, played = _mapping(profile), _mapping(rehearsal)
        name, opens, safe = top.get("name"), top.get("opens"), top.get("safe")
        return cls(
            name=name if isinstance(name, str) else None,
            opens=opens if isinstance(opens, str) else None,
            safe=safe if isinstance(safe, str) else None,
            prompts=_list(top.get("prompts")),
            facts={key: _part(FactSpec, spec) for key, spec in _mapping(top.get("facts")).items()},
            stages={key: _part(StageSpec, spec) for key, spec in _mapping(top.get("stages")).items()},
            edges=[_part(Edge, edge) for edge in _list(top.get("edges"))],
            lines=_part(FixedLines, top.get("lines")),
            heard={key: _list(phrases) for key, phrases in _mapping(played.get("heard")).items()},
            asides=[_part(Aside, aside) for aside in _list(played.get("asides"))],
            spoken={key: _part(StageLines, lines) for key, lines in _mapping(played.get("stages")).items()},
            sound=_part(_Whole, {key: top.get(key) for key in _Whole.model_fields}, "forbid") is not None,
            rehearsal_sound=_part(Rehearsal, played, "forbid") is not None,
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


def _part(model: type[M], value: object, extra: Literal["ignore", "forbid"] = "ignore") -> M | None:
    try:
        return model.model_validate_json(json.dumps(value), strict=True, extra=extra)
    except ValidationError:
        return None


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
