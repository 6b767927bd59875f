"""A YAML file's text as nodes that know their lines; what is legal YAML but not legal here is refused."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.reader import ReaderError

from segue.profile.yaml.broken import broken
from segue.profile.yaml.problems import Problem, Unreadable

LIMIT_BYTES = 256 * 1024
"""Some 40 times our longest profile; PyYAML takes a few seconds for this much."""
LIMIT_VALUES = 20_000
"""Some 60 times our longest profile; ten times as many take PyYAML a quarter of a minute."""
LIMIT_DEPTH = 20
"""Ours nest five deep. Beyond a few hundred, Python's recursion would fail instead of us."""


class PlainValues(yaml.resolver.Resolver):
    """YAML 1.2's plain values only: `No`, `on`, `12:30` and `2026-11-21` stay the words they are."""

    yaml_implicit_resolvers = {}


for _kind, _pattern, _first in (
    ("null", r"(?:~|null|)$", [*"~n", ""]),
    ("bool", r"(?:true|false)$", [*"tf"]),
    ("int", r"[-+]?[0-9]{1,15}$", [*"-+0123456789"]),
    ("float", r"[-+]?[0-9]{0,15}\.?[0-9]{1,15}(?:e[-+]?[0-9]{1,2})?$", [*"-+.0123456789"]),
):
    PlainValues.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), _first)


class _Loader(PlainValues, yaml.SafeLoader):
    """Reads plain values, and makes nothing else of them."""


def compose(path: Path) -> yaml.Node | None:
    """The file's nodes; None when it is empty. Raises `Unreadable`."""
    text = _text(path)
    try:
        for problem in _refused(path, text):
            raise Unreadable([problem])
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise Unreadable([broken(error, str(path))]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable([Problem(str(path), line, "a control character", "take it out")]) from None
    return node


def children(node: yaml.Node | None) -> Iterator[tuple[str | int, yaml.Node, int]]:
    """Key or index, value and line of everything directly in `node`."""
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value, key.start_mark.line + 1) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from ((index, item, item.start_mark.line + 1) for index, item in enumerate(node.value))


def plain(node: yaml.Node | None, file: str, problems: list[Problem]) -> object:
    """`node` as plain Python values. Of a key given twice the first counts; `problems` gets the second."""
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, file, problems) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(node)
    mapping: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(file, line, "a key that isn't a word", "give it a plain name"))
        elif key.value == "<<":
            problems.append(Problem(file, line, "a merge key (<<)", "write the keys out in full"))
        elif key.value in mapping:
            problems.append(Problem(file, line, f"`{key.value}` a second time", "keep one of the two"))
        else:
            mapping[key.value] = plain(value, file, problems)
    return mapping


def _scalar(node: yaml.Node | None) -> object:
    if node is None:
        return None
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return node.value == "true"
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
        case _:
            return node.value


def _text(path: Path) -> str:
    def unreadable(what: str, fix: str, line: int = 0) -> Unreadable:
        return Unreadable([Problem(str(path), line, what, fix)])

    try:
        # To open a pipe that nobody writes into would take for ever.
        if not path.is_dir() and not stat.S_ISREG(path.stat().st_mode):
            raise unreadable("not a regular file", "give a file of your own, saved on disk")
        with path.open("rb") as file:
            raw = file.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise unreadable("no such file", "check the path") from None
    except ValueError:
        raise unreadable("no file's name", "check the path") from None
    except OSError as error:
        raise unreadable(f"can't be opened ({error.strerror})", "make it a file you may read") from None
    if len(raw) > LIMIT_BYTES:
        raise unreadable(f"longer than {LIMIT_BYTES // 1024} kB", "keep long text in files of its own")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable("not UTF-8 text", "save it as UTF-8", raw.count(b"\n", 0, error.start) + 1) from None


def _refused(path: Path, text: str) -> Iterator[Problem]:
    depth = documents = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if anchor := getattr(event, "anchor", None):
            yield Problem(str(path), line, f"an anchor or alias ({anchor})", "write the value out in full")
        elif tag := getattr(event, "tag", None):
            yield Problem(str(path), line, f"a tag ({tag})", "leave it out: plain values are enough")
        elif (values := values + 1) > LIMIT_VALUES:
            yield Problem(str(path), line, f"more than {LIMIT_VALUES} values", "shorten it")
        elif depth > LIMIT_DEPTH:
            yield Problem(str(path), line, f"nested more than {LIMIT_DEPTH} deep", "flatten it")
        elif documents > 1:
            yield Problem(str(path), line, "a second document (---)", "keep one document to a file")
