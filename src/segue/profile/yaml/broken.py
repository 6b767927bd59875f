"""What keeps a text from being YAML, in plain words where PyYAML's are its own."""

import re
from typing import Final

import yaml

from segue.profile.yaml.problems import Problem

_PLAIN: Final = (
    (r"'\\t'", "a tab where YAML wants spaces", "indent with spaces"),
    ("mapping values are not allowed", "a colon where none may stand", "put the text around it in quotes"),
    ("expected <block end>", "a line that belongs neither to the list nor to the keys above it", "fix its indentation"),
    ("could not find expected ':'", "a line without a colon", "write it as `key: value`"),
    ("found unexpected end of stream", "a quote that is never closed", "close it"),
    ("found unknown escape character", "a backslash that means nothing in double quotes", "use single quotes"),
    ("that cannot start any token", "a value that begins with a sign that means something in YAML", "put it in quotes"),
    (r"expected ',' or '[}\]]'", "a bracket that is never closed, or a comma that lacks", "close it"),
)
"""By what is found in PyYAML's words."""


def broken(error: yaml.MarkedYAMLError, file: str) -> Problem:
    """The mistake by its line, which for what is never closed is where it was opened."""
    told = error.problem or "not YAML"
    what, fix = next(
        ((what, fix) for pattern, what, fix in _PLAIN if re.search(pattern, told)),
        (told, "check the indentation, colons and quotes near it"),
    )
    opened = error.context_mark if what.endswith(("never closed", "without a colon")) else None
    mark = opened or error.problem_mark or error.context_mark
    return Problem(file, mark.line + 1 if mark else 0, what, fix)
