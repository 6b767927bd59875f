"""`./segue new`: a profile of one's own, copied from one that works, with its caller and its test."""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from keyword import iskeyword
from pathlib import Path

from segue.settings import Misconfigured, Settings

ROOT = Path(__file__).resolve().parent.parent
BLANK = ROOT / "commands" / "blank"
"""In no folder of profiles, so that no worker loads it; it is a whole profile all the same."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
"""What a profile's name may be (`segue.profile.strict`): its test is a module of this name."""
NEXT = {
    "./segue demo --profile {name} --text": "its call, typed, at once",
    "./segue demo --profile {name}": "the same by voice",
    "./segue test {place}": "its own test",
    "./segue check --profile {name} --models rehearsal": "whether all of it can work together",
}
"""What to try with a new profile, and what that is."""


class CannotMake(Exception):
    """One line: the place, what is in the way, and what to do."""


def main(argv: Sequence[str]) -> int:
    """Make the profile; 0 if it is there, 2 if it can't be."""
    asked = _arguments(argv)
    try:
        profiles = Settings.from_environment(keys_needed=False).profiles_dir
        made = make(asked.name, asked.source, profiles.absolute())
    except (CannotMake, Misconfigured) as why:
        print(why, file=sys.stderr)
        return 2
    print(_told(made, asked.source))
    return 0


def make(name: str, source: str, profiles: Path) -> Path:
    """The new folder `name` of `profiles`, whole or not at all. Raises `CannotMake`."""
    if not NAME.fullmatch(name) or iskeyword(name) or name == BLANK.name:
        raise CannotMake(f"{_shown(profiles)}: {name[:40]!r} can't be the name of a profile; {_better(name)}")
    place, folder = profiles / name, _source(source, profiles)
    if place.exists() or place.is_symlink():
        raise CannotMake(f"{_shown(place)}: is there already; take another name, or remove it")
    try:
        # Two folders deep, where nobody looks for profiles; and beside its place, so that it can be moved there.
        with tempfile.TemporaryDirectory(prefix=".new-", dir=profiles) as aside:
            made = Path(aside) / name
            shutil.copytree(folder, made, ignore=shutil.ignore_patterns("__pycache__", ".*"))
            _rename(made, folder.name)
            made.rename(place)
    except OSError as error:
        # A list of what could not be copied has no one reason.
        why, fix = error.strerror or f"not all of {source} can be copied", f"see that you may write to {profiles}"
        raise CannotMake(f"{_shown(place)}: can't be made ({why}); {fix}") from None
    except UnicodeDecodeError:
        why, fix = f"not all of {source} is UTF-8 text", "save it as UTF-8"
        raise CannotMake(f"{_shown(place)}: can't be made ({why}); {fix}") from None
    return place


def _shown(place: Path) -> str:
    """A path as it is told, and as `./segue test` takes it."""
    return str(place.relative_to(ROOT) if place.is_relative_to(ROOT) else place)


def _source(source: str, profiles: Path) -> Path:
    """The folder to copy: one of `profiles`, or one that ships."""
    found = [file.parent for each in (ROOT / "profiles", profiles) for file in each.glob("*/profile.yaml")]
    there = {folder.name: folder for folder in (*found, BLANK)}
    if source not in there:
        names = ", ".join(sorted(there))
        raise CannotMake(f"{_shown(profiles)}: no profile {source[:40]!r} to make one from; use one of: {names}")
    return there[source]


def _rename(made: Path, old: str) -> None:
    """Give the copy its own name, where it says what it is called and how to play and test it."""
    new = made.name
    own = re.compile(rf"(?m)(^name: *['\"]?|--profile |profiles/){re.escape(old)}\b")
    for file in [*made.glob("*.yaml"), *made.glob("callers/*.yaml"), *made.glob("test_*.py")]:
        text = file.read_text("utf-8")
        file.write_text(own.sub(lambda found: found[1] + new, text), "utf-8")
    for test in made.glob(f"test_{old}.py"):
        test.rename(made / f"test_{new}.py")


def _told(made: Path, source: str) -> str:
    """What was made, and what to try next."""
    steps = {command.format(name=made.name, place=_shown(made)): what for command, what in NEXT.items()}
    width = max(map(len, steps))
    lines = [f"  {command:<{width}}  {what}" for command, what in steps.items()]
    told = f"{_shown(made)} is made, from {source}. Try next:"
    return "\n".join([told, *lines, "docs/first-profile.md makes it yours, step by step."])


def _better(name: str) -> str:
    """What to call it instead."""
    near = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:32]
    if NAME.fullmatch(near) and near != name:
        return f"did you mean `{near}`? (small letters, digits and _)"
    if iskeyword(name):
        return "that is a word of Python's, and its test is a module: take another"
    if name == BLANK.name:
        return "that is what `--from` calls the smallest one: take another"
    return "use small letters, digits and _, a letter first, at most 32"


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue new",
        description="Make a profile of your own, with its prompts, its rehearsal, its caller and its test, in the "
        "folder of profiles: SEGUE_PROFILES_DIR, or profiles/ of this checkout.",
    )
    parser.add_argument("name", metavar="NAME", help="what to call it: small letters, digits and _")
    parser.add_argument(
        "--from",
        dest="source",
        default=BLANK.name,
        metavar="PROFILE",
        help="what to make it from: blank (the default, the smallest one), storyteller, clinic or any of your own",
    )
    return parser.parse_args(argv)
