"""What pydantic finds wrong with a file, in the words of somebody who reads and writes YAML."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from segue.profile import renamed
from segue.profile.mistake import Loc
from segue.profile.strict import NAME
from segue.profile.yaml.keys import Place, known_keys

SHOULD_BE: Final = "it should be "

PATTERNS: Final[Mapping[str, str]] = {
    NAME: "a word of the letters a to z, digits and _, of 32 at most, that begins with a letter",
    r"\w": "a text with a letter or a digit in it",
}
_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "string_type": lambda _: "text",
    "string_too_short": lambda _: "some text",
    "string_too_long": lambda about: f"{about['max_length']} characters long at most",
    "string_pattern_mismatch": lambda about: PATTERNS.get(about["pattern"], "written in another way"),
    "list_type": lambda _: "a list ([a, b], or lines that begin with -)",
    "tuple_type": lambda _: "a list ([a, b], or lines that begin with -)",
    "dict_type": lambda _: "a mapping (lines of key: value)",
    "model_type": lambda _: "a mapping (lines of key: value)",
    "int_type": lambda _: "a whole number",
    "int_from_float": lambda _: "a whole number",
    "float_type": lambda _: "a number",
    "finite_number": lambda _: "a number",
    "bool_type": lambda _: "true or false",
    "path_type": lambda _: "a file's name",
    "greater_than": lambda about: f"more than {about['gt']:g}",
    "greater_than_equal": lambda about: f"{about['ge']:g} or more",
    "less_than": lambda about: f"less than {about['lt']:g}",
    "less_than_equal": lambda about: f"{about['le']:g} or less",
    "enum": lambda about: about["expected"],
    "literal_error": lambda about: str(about["expected"]).replace("True", "true").replace("False", "false"),
    "too_short": lambda about: f"a list of {about['min_length']} or more",
    "too_long": lambda about: f"a list of {about['max_length']} at most",
}
"""What is permitted instead, by pydantic's kind of error."""


def all_told(
    errors: Iterable[ErrorDetails], model: type[BaseModel], values: object
) -> Iterator[tuple[Place, str, str]]:
    """Where, what and the fix, for pydantic's errors about `values` read as `model`: one for each mistake.

    Where a thing may be of several kinds pydantic says of each that it is none: those are put together.
    """
    told: dict[tuple[Place, str], list[str]] = {}
    for error in errors:
        if not _echoes(error):
            what, fix = _told(error, model, values)
            fixes = told.setdefault((Place.of(error["loc"], values), what), [])
            fixes += [] if fix in fixes else [fix]
    for (place, what), fixes in told.items():
        first, *others = fixes
        yield place, what, ", or ".join([first, *(other.removeprefix(SHOULD_BE) for other in others)])


def _echoes(error: ErrorDetails) -> bool:
    """Whether pydantic only says again, of a list, that things in it are wrong: it counts the sound ones."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _told(error: ErrorDetails, model: type[BaseModel], values: object) -> tuple[str, str]:
    """What is wrong and how to fix it. A validator or discriminator of ours says both itself: "what; fix"."""
    loc, kind, given = error["loc"], error["type"], error["input"]
    if kind == "missing":
        return f"`{loc[-1]}` is missing", f"add `{loc[-1]}: ...`"
    if kind == "extra_forbidden":
        return _unknown(loc, str(loc[-1]), *known_keys(model, loc[:-1]))
    name = Place.of(loc, values).name
    if kind == "enum" and (new := renamed.value(given)):
        return f"{name} is {short(given)}", new
    what, _, fix = error["msg"].removeprefix("Value error, ").partition("; ")
    if fix:
        return what, fix
    if kind == "string_type" and isinstance(given, bool | int | float):
        return f"{name} is {short(given)}, not text", "put it in quotes"
    permitted = _KINDS.get(kind)
    fix = f"{SHOULD_BE}{permitted(error.get('ctx', {}))}" if permitted else "see the documentation of this file"
    return f"{name} is {short(given)}", fix


def _unknown(loc: Loc, name: str, here: list[str], elsewhere: list[str]) -> tuple[str, str]:
    """What to tell of a key that nobody reads `here`; `elsewhere` are the keys of a union's other members."""
    if name in elsewhere:
        return f"`{name}` doesn't go with `{str(loc[-2]).strip('<>')}`", "take one of the two out"
    if (fix := renamed.key(loc)) is None:
        close = get_close_matches(name, here, n=1)
        fix = f"did you mean `{close[0]}`?" if close else f"take it out, or use one of: {', '.join(here)}"
    return f"unknown key `{name}`", fix


def short(value: object) -> str:
    """A value as a line can show it."""
    match value:
        case None:
            return "empty"
        case dict():
            return f"a mapping ({', '.join(map(str, value))})"[:80] if value else "an empty mapping"
        case list():
            return "a list" if value else "an empty list"
        case bool():
            return repr(str(value).lower())
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
