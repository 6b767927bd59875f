"""Which keys may stand where in a file, and where a mistake stands in the words of the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, Tag

from segue.profile.mistake import Loc


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the keys and indices of the file that lead to it, and none of pydantic's own."""

    loc: Loc
    is_key: bool = False
    """Whether a key in it is wrong, and not what stands there."""

    @classmethod
    def of(cls, loc: Loc, values: object) -> "Place":
        """The place at pydantic's `loc`, which names members of unions too, in a file's plain `values`."""
        there: list[str | int] = []
        for step in loc:
            within = values if isinstance(values, dict) else dict(enumerate(values)) if isinstance(values, list) else {}
            if step in within:
                values = within[step]
                there.append(step)
        return cls(tuple(there), loc[-1:] == ("[key]",))

    @property
    def name(self) -> str:
        """The key, or which item of it, as a line names it."""
        if self.is_key:
            return "a key"
        keys = [step for step in self.loc if isinstance(step, str)]
        last = self.loc[-1] if self.loc else ""
        if isinstance(last, int):
            return f"item {last + 1} of `{keys[-1]}`" if keys else f"item {last + 1}"
        return f"`{last}`" if last else "this"


def known_keys(model: type[BaseModel], loc: Loc) -> tuple[list[str], list[str]]:
    """The keys that may stand at `loc` in a file read as `model`; and of a union those of its other members."""
    models, others = [("", model)], list[tuple[str, type[BaseModel]]]()
    for step in loc:
        if stepped := [inner for _, m in models if step in m.model_fields for inner in _models(m, str(step))]:
            models, others = stepped, []
        elif chosen := [(tag, m) for tag, m in models if tag and tag == step]:
            models, others = chosen, models
    return _keys(models), _keys(others)


def _keys(models: list[tuple[str, type[BaseModel]]]) -> list[str]:
    return sorted({field.alias or name for _, m in models for name, field in m.model_fields.items()})


def _models(model: type[BaseModel], field: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """The models that a field may hold, each with its tag where it is a member of a union."""

    def within(annotation: Any, tag: str) -> Iterator[tuple[str, type[BaseModel]]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield tag, annotation
        arguments = get_args(annotation)
        tagged = next((each.tag for each in arguments if isinstance(each, Tag)), tag)
        for argument in arguments:
            yield from within(argument, tagged)

    yield from within(model.model_fields[field].annotation, "")
