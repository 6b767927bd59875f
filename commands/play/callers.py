"""Who calls: every caller's file that was asked for, read before the first call, each once or several times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segue.caller import possible
from segue.caller.script import Script, load
from segue.caller.voice import SPEAKERS as CALLERS
from segue.profile.model import Profile
from segue.profile.yaml.problems import Problem, Unreadable


@dataclass(frozen=True, slots=True)
class Caller:
    """One call that is asked for."""

    file: Path
    script: Script
    seed: int

    @property
    def name(self) -> str:
        """What the caller goes by: the file's name without its ending."""
        return self.file.stem


def in_folder(folder: Path) -> list[Path]:
    """The callers' files in `folder`, in the order of their names. Raises `Unreadable` where there is none."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".yaml" and file.name[0] != ".")
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        problem = Problem(str(folder), 0, f"no folder of callers ({why})", "give a folder, or one file with --caller")
        raise Unreadable([problem]) from None
    if not files:
        fix = "add a file NAME.yaml (docs/profiles.md#a-callers-file)"
        raise Unreadable([Problem(str(folder), 0, "no caller in it", fix)])
    return files


def callers(files: Sequence[Path], profile: Profile, seeds: Sequence[int], *, typed: bool) -> list[Caller]:
    """Each of `files` under each of `seeds`. Raises `Unreadable` with what is wrong in any of them."""
    checks = [possible.along(profile), *([possible.typed] if typed else [])]
    problems: list[Problem] = []

    def read() -> Iterator[Caller]:
        for file in files:
            try:
                script = load(file, CALLERS, checks)
            except Unreadable as unreadable:
                problems.extend(unreadable.problems)
                continue
            yield from (Caller(file, script, seed) for seed in seeds)

    found = list(read())
    if problems:
        raise Unreadable(problems)
    return found
