"""A page that leads through steps, carried out word for word: its files written, changed, its commands run."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

FILE = re.compile(r"(Write|Change) `([^`]+)`:$")
"""How the words before a block name the file it goes to."""
WHOLE = {"markdown", "python", "yaml"}
ELSE_FOLLOWS = "…"
"""Stands for lines of a command's output that the page leaves out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One block of a page."""

    line: int
    """Of the page, where the block begins."""
    kind: str
    """The fence's word: `console`, `diff`, or the language of a whole file."""
    file: str
    """Where it goes; empty for commands."""
    text: str

    def carry_out(self, root: Path, env: Mapping[str, str]) -> None:
        """Do in the checkout `root` what the block says. Raises `AssertionError` where it doesn't come to that."""
        if self.kind == "console":
            for command, shown in _commands(self.text):
                _run(command, shown, root, env)
            return
        file = root / self.file
        if self.kind == "diff":
            file.write_text(_changed(file.read_text(), self.text))
        else:
            file.write_text(self.text)


def steps(page: str) -> Iterator[Step]:
    """The blocks of `page`, in order. Raises `ValueError` at one that nobody would know what to do with."""
    before, ended = "", True
    lines = enumerate(page.splitlines(), start=1)
    for number, line in lines:
        if line.startswith("```"):
            inside = [*takewhile(lambda text: text != "```", (text for _, text in lines))]
            yield _step(number, line.removeprefix("```"), before, "".join(f"{text}\n" for text in inside))
            before = ""
        elif "```" in line or line.startswith(("    ", "\t", "~~~")):
            raise ValueError(f"line {number}: a block that is not fenced by ``` alone")
        elif line.strip():
            before = line if ended else f"{before} {line}"
        ended = not line.strip()


def _step(number: int, kind: str, before: str, text: str) -> Step:
    named = FILE.search(before)
    wanted = {"console": None, "diff": "Change", **dict.fromkeys(WHOLE, "Write")}
    if kind not in wanted or wanted[kind] != (named[1] if named else None):
        raise ValueError(f"line {number}: what is to be done with a block of {kind or 'nothing'} after {before!r}?")
    return Step(number, kind, named[2] if named else "", text)


def _changed(text: str, diff: str) -> str:
    """`text` after `diff`, whose parts stand between lines of @@, each in one place alone."""
    for part in diff.split("@@\n"):
        marked = [(line[:1].strip(), line[1:]) for line in part.splitlines(keepends=True)]
        rows = [(mark, row or "\n") for mark, row in marked]  # an empty line may have lost its blank
        assert {mark for mark, _ in rows} <= {"", "+", "-"}, f"no diff: {part}"
        old, new = ("".join(row for mark, row in rows if mark in ("", side)) for side in "-+")
        assert text.count(old) == 1, f"not once, but {text.count(old)} times there:\n{old}"
        text = text.replace(old, new)
    return text


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block, and the lines that are shown of what it prints."""
    first, *others = text.split("$ ") if text.startswith("$ ") else ["?"]
    assert not first, f"no command: {text}"
    for each in others:
        command, *shown = each.splitlines()
        yield command, [line for line in shown if line != ELSE_FOLLOWS]


def _run(command: str, shown: list[str], root: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        command, shell=True, cwd=root, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}"
    left = done.stdout
    for line in shown:
        _, found, left = left.partition(line)
        assert found, f"{command}: never (or not there) {line!r}\n{done.stdout}"
