"""What a job's metadata may say of a call: which profile, facts already known, who the caller is and when they come."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import Field, TypeAdapter, ValidationError

from segue.facts.accept import NotUnderstood, accept
from segue.profile.model import Profile
from segue.profile.strict import Model, Name

LARGEST_BYTES = 8192
"""More than any honest metadata needs; it is parsed in the worker's process."""


COMES_WITHIN_S: Final = 0.5
"""A caller who brings the agents along is in the room before they are: in an empty one the caller has left again."""


class BadMetadata(Exception):
    """Metadata that is not what it should be; says what and how to fix it, and repeats none of its content."""


class _Shape(Model):
    profile: Name | None = None
    facts: dict[Name, str] = Field(default={}, max_length=20)
    caller: str | None = Field(default=None, min_length=1, max_length=256)
    wait_s: int | None = Field(default=None, ge=0, le=600)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata that was checked. It chooses among what the worker has loaded, and names nothing else."""

    profile: Profile
    facts: Mapping[str, str] = field(default_factory=dict)
    caller: str | None = None
    """The identity of the participant who is the caller; None takes the first to join."""
    wait_s: float = COMES_WITHIN_S
    """How long an empty room is waited in. Who sends the agents ahead of the caller says more."""


def read(text: str, profiles: Mapping[str, Profile], default: str) -> Metadata:
    """Check a job's metadata. Raises `BadMetadata`; no metadata at all is the default profile and nothing known."""
    if not text.strip():
        return Metadata(profiles[default])
    if len(text.encode()) > LARGEST_BYTES:
        raise BadMetadata(
            f"the job's metadata is larger than {LARGEST_BYTES} bytes; send only profile, facts, caller and wait_s"
        )
    try:
        shape = TypeAdapter(_Shape).validate_python(json.loads(text), strict=True)
    except (ValueError, RecursionError) as wrong:
        raise BadMetadata(
            f"the job's metadata {_what(wrong)}; send an object of profile, facts, caller and wait_s"
        ) from None
    name = shape.profile or default
    if name not in profiles:
        raise BadMetadata(f"the job's metadata names a profile this worker lacks; it has {', '.join(sorted(profiles))}")
    return Metadata(
        profiles[name],
        _facts(shape.facts, profiles[name]),
        shape.caller,
        COMES_WITHIN_S if shape.wait_s is None else shape.wait_s,
    )


def _facts(given: Mapping[str, str], profile: Profile) -> dict[str, str]:
    facts = {}
    for name, value in given.items():
        if name not in profile.facts:
            raise BadMetadata(
                f"the job's metadata has a fact that {profile.name} lacks; it has {', '.join(profile.facts)}"
            )
        try:
            facts[name] = accept(profile.facts[name], value)
        except NotUnderstood:
            raise BadMetadata(
                f"the job's metadata has a value for {name} that is not a {profile.facts[name].type}"
            ) from None
    return facts


def _what(wrong: Exception) -> str:
    if isinstance(wrong, ValidationError):
        places = {".".join(map(str, error["loc"][:1])) or "it" for error in wrong.errors()}
        return f"is wrong at {', '.join(sorted(places))[:100]}"
    return "is not JSON"
