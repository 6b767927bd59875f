"""Mistakes in a user's file: what is wrong, where, and how to fix it, in one line each."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file, and how to fix it."""

    file: str
    line: int
    """Counted from 1; 0 when the mistake has no line (no such file)."""
    what: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        line = f"{place}: {self.what}; {self.fix}"
        # Names of files and keys are anybody's: none of them may break the line, or command the terminal.
        return "".join(letter if letter.isprintable() else " " for letter in line)


class Unreadable(Exception):
    """A file that can't be used. Its text is one line for each problem, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
