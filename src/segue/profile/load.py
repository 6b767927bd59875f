"""Profiles found and loaded: one folder read, every reference in it checked, all mistakes told at once."""

from collections.abc import Iterator
from pathlib import Path

from segue.profile.draft import Draft
from segue.profile.mistake import Mistake, instead
from segue.profile.model import Profile
from segue.profile.references import KnownNames, check
from segue.profile.yaml.nodes import compose, plain
from segue.profile.yaml.source import Problem, Source, Unreadable, read_with_source

__all__ = ["KnownNames", "Unreadable", "find", "load"]

FILE = "profile.yaml"
LIMIT_BYTES = 64 * 1024
"""Of one Markdown file: some 30 times our longest prompt."""


def find(profiles: Path, name: str) -> Path:
    """The folder of the profile called `name`, which never is a path. Raises `Unreadable`."""
    there = sorted(file.parent.name for file in profiles.glob(f"*/{FILE}"))
    if name not in there:
        shown = repr(name if len(name) <= 40 else f"{name[:37]}...")
        raise Unreadable(
            [Problem(str(profiles), 0, f"no profile {shown}", instead(name, there) if there else "add a folder")]
        )
    return profiles / name


def load(folder: Path, known: KnownNames) -> Profile:
    """The profile in `folder`, with the Markdown it names. Raises `Unreadable` with every problem found."""
    if not folder.is_dir():
        raise Unreadable([Problem(str(folder), 0, "no such folder", "check the profile's name")])
    path = folder / FILE
    if wrong := _unusable(folder, FILE):
        raise Unreadable([Problem(str(path), 0, *wrong)])
    try:
        profile, source = read_with_source(path, Profile)
    except Unreadable as unreadable:
        raise Unreadable([*unreadable.problems, *_found_besides(folder, path, known)]) from None
    draft = Draft.of_profile(profile)
    if "texts" in profile.model_fields_set:
        raise Unreadable([source.problem(("texts",), "unknown key `texts`", "take it out: it is filled in")])
    texts: dict[str, str] = {}
    if mistakes := [*_texts(folder, draft, texts), *check(draft, folder.absolute().name, known)]:
        raise Unreadable([source.problem(*mistake) for mistake in mistakes])
    return profile.model_copy(update={"texts": texts})


def _found_besides(folder: Path, path: Path, known: KnownNames) -> Iterator[Problem]:
    """What is wrong with the parts of a file that can be read, where others can't."""
    source = Source(path, compose(path))
    draft = Draft.of_yaml(plain(source.root, str(path), []))
    for mistake in (*_texts(folder, draft, {}), *check(draft, folder.absolute().name, known)):
        yield source.problem(*mistake)


def _texts(folder: Path, draft: Draft, texts: dict[str, str]) -> Iterator[Mistake]:
    """Fill `texts` with the Markdown that the profile names."""
    for loc, name in draft.texts():
        if name in texts:
            continue
        if wrong := _unusable(folder, name):
            yield Mistake(loc, *wrong)
            continue
        try:
            text = (folder / name).read_text("utf-8-sig").strip()
        except OSError as error:
            yield Mistake(loc, f"`{name}` can't be read ({error.strerror})", "make it a file you may read")
            continue
        except UnicodeDecodeError:
            yield Mistake(loc, f"`{name}` is not UTF-8 text", "save it as UTF-8")
            continue
        if not text:
            yield Mistake(loc, f"`{name}` is empty", "write the prompt into it")
        texts[name] = text


def _unusable(folder: Path, name: str) -> tuple[str, str] | None:
    """Why the file `name` of a profile may not be read, and the fix; None where it may."""
    shown = repr(name if len(name) <= 60 else f"{name[:57]}...") if name != FILE else f"`{FILE}`"
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()) or ".." in Path(name).parts or Path(name).is_absolute():
            return f"{shown} lies outside the profile's folder", "name a file inside it"
        if not file.is_file():
            return f"no file {shown} in the profile's folder", "add it, or fix its name"
        if file.stat().st_size > LIMIT_BYTES and name != FILE:
            return f"{shown} is longer than {LIMIT_BYTES // 1024} kB", "shorten it"
    except (OSError, ValueError):
        return f"{shown} is no file's name", "name a file inside the profile's folder"
    return None
