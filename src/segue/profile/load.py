"""Profiles found and loaded: one folder read, every reference in it checked, all mistakes told at once."""

from collections.abc import Iterator
from pathlib import Path

from segue.profile.draft import Draft
from segue.profile.mistake import Mistake, instead
from segue.profile.model import Profile, ProfileFile
from segue.profile.names import KnownNames
from segue.profile.references import check
from segue.profile.rehearsable import check_rehearsal
from segue.profile.rehearsal_file import Rehearsal
from segue.profile.tool_names import check_tool_names
from segue.profile.yaml.source import FileReading, Problem, Source, Unreadable

__all__ = ["FILE", "REHEARSAL", "KnownNames", "Unreadable", "every", "find", "load"]

FILE = "profile.yaml"
REHEARSAL = "rehearsal.yaml"
LIMIT_BYTES = 64 * 1024
"""Of one Markdown file: some 30 times our longest prompt."""


def find(profiles: Path, name: str) -> Path:
    """The folder of the profile called `name`, which never is a path. Raises `Unreadable`."""
    if not profiles.is_dir():
        raise Unreadable([Problem(str(profiles), 0, "no such folder of profiles", "set SEGUE_PROFILES_DIR to one")])
    there = [folder.name for folder in every(profiles)]
    if name not in there:
        shown = repr(name if len(name) <= 40 else f"{name[:37]}...")
        raise Unreadable(
            [Problem(str(profiles), 0, f"no profile {shown}", instead(name, there) if there else "add a folder")]
        )
    return profiles / name


def every(profiles: Path) -> list[Path]:
    """The folders of `profiles` that are meant for one: what only holds other things there is passed over."""
    return sorted(
        folder for folder in profiles.glob("*") if not folder.name.startswith(".") and any(folder.glob("*.y*ml"))
    )


def load(folder: Path, known: KnownNames) -> Profile:
    """The profile in `folder`, with its rehearsal if it has one, and the Markdown it names.

    Raises `Unreadable` with every problem found in any of them.
    """
    if not folder.is_dir():
        raise Unreadable([Problem(str(folder), 0, "no such folder", "check the profile's name")])
    if wrong := _unusable(folder, FILE):
        raise Unreadable([Problem(str(folder / FILE), 0, *wrong)])
    profile, played = FileReading.of(folder / FILE, ProfileFile), _rehearsal(folder)
    draft = Draft.of_yaml(profile.values, played.values if played else None)
    texts: dict[str, str] = {}
    problems = [*profile.problems, *(played.problems if played else ())]
    mistakes = (*_texts(folder, draft, texts), *check(draft, folder.absolute().name, known))
    problems += [profile.source.problem(*mistake) for mistake in mistakes]
    if played:
        problems += [played.source.problem(*mistake) for mistake in check_rehearsal(draft, known)]
    if problems or profile.made is None:
        raise Unreadable(problems)
    file = profile.made
    made = Profile(
        **{key: getattr(file, key) for key in file.model_fields_set},
        rehearsal=played.made if played else None,
        texts=texts,
        traits={tool: known.tools[tool] for spec in file.stages.values() for tool in spec.tools},
    )
    if clashes := [profile.source.problem(*mistake) for mistake in check_tool_names(made, known)]:
        raise Unreadable(clashes)
    return made


def _rehearsal(folder: Path) -> FileReading[Rehearsal] | None:
    """What came of reading the lines of a rehearsal; None where the profile has none."""
    path = folder / REHEARSAL
    if not path.exists() and not path.is_symlink():
        return None
    if wrong := _unusable(folder, REHEARSAL):
        return FileReading(Source(path, None), problems=(Problem(str(path), 0, *wrong),))
    return FileReading.of(path, Rehearsal)


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
        if line := _control(text):
            yield Mistake(loc, f"`{name}` has a control character in line {line}", "take it out")
        if not text:
            yield Mistake(loc, f"`{name}` is empty", "write the prompt into it")
        texts[name] = text


def _unusable(folder: Path, name: str) -> tuple[str, str] | None:
    """Why the file `name` of a profile may not be read, and the fix; None where it may."""
    own = name in (FILE, REHEARSAL)
    shown = f"`{name}`" if own else repr(name if len(name) <= 60 else f"{name[:57]}...")
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()) or ".." in Path(name).parts or Path(name).is_absolute():
            return f"{shown} lies outside the profile's folder", "name a file inside it"
        if not file.is_file():
            return f"no file {shown} in the profile's folder", "add it, or fix its name"
        if file.stat().st_size > LIMIT_BYTES and not own:
            return f"{shown} is longer than {LIMIT_BYTES // 1024} kB", "shorten it"
    except RuntimeError:  # older Pythons' word for a symbolic link that leads to itself
        return f"no file {shown} in the profile's folder", "add it, or fix its name"
    except (OSError, ValueError):
        return f"{shown} is no file's name", "name a file inside the profile's folder"
    return None


def _control(text: str) -> int:
    """The line of the first character that no text has; 0 where there is none."""
    odd = (at for at, character in enumerate(text) if ord(character) < 32 and character not in "\t\n\r\f")
    return text.count("\n", 0, at) + 1 if (at := next(odd, None)) is not None else 0
