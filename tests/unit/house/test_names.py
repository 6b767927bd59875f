"""The words of the house: no name twice for two things, and none of those that have been given up."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHIPS = [
    ROOT / "agent.py",
    *(path for top in ("src", "agents", "tools", "commands") for path in (ROOT / top).rglob("*.py")),
]

TRULY_THE_SAME = {"llm", "provider", "settings", "stt", "trial", "tts"}
"""What each provider's package has, failover too."""
NAMED_FOR_THEIR_ROOM = {"call", "settings"}
"""The main module of a room of the same name."""
VERBS = {"room"}
"""A verb is what users call it, though it be a room in which it is answered."""
GIVEN_UP = re.compile(
    r"(?:^|_)(?:ears?|mouths?|minds?|seats?|house|lent|twins?|mend(?:s|ed)?|voicing|backed)(?:_|$)",
    re.IGNORECASE,
)


def modules() -> dict[str, list[Path]]:
    found = defaultdict(list)
    for path in SHIPS:
        found[path.parent.name if path.stem == "__init__" else path.stem].append(path)
    return found


def test_no_two_modules_have_one_name() -> None:
    allowed = {*TRULY_THE_SAME, *NAMED_FOR_THEIR_ROOM, *VERBS, "__main__"}
    assert {name: where for name, where in modules().items() if len(where) > 1 and name not in allowed} == {}


def test_no_two_public_classes_have_one_name() -> None:
    found = defaultdict(list)
    for path in SHIPS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path)
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_no_name_bears_a_word_that_was_given_up() -> None:
    beside = [path for top in ("testbed", "tests", "bench") for path in (ROOT / top).rglob("*.py")]
    every = [*SHIPS, *beside]
    bearing = {(path.name, name) for path in every for name in names(path) if GIVEN_UP.search(snake(name))}
    assert bearing == set()


def names(path: Path) -> set[str]:
    """The module's own, and all that it defines or assigns: classes, functions, parameters, fields, variables."""
    found = {path.stem}
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
    return found


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
