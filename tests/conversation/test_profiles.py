"""Every profile there is, found and not listed: it can be played, and whoever calls it gets what they expect."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import team
from segue.checks import Verdict, check, unwritten
from segue.profile.load import FILE, REHEARSAL
from segue.profile.playing import SetName
from segue.settings import Settings
from segue.testing import Profile, Unreadable, load_profile, rehearse
from testbed.providers.cloud import KEYS
from tests.conversation.scripted_call import PROFILES

SEEDS = range(3)


def profiles(within: Path) -> list[Path]:
    """The folders of all profiles."""
    return sorted(file.parent for file in within.glob(f"*/{FILE}"))


def callers(folder: Path) -> Iterator[Path]:
    """The files of those who call a profile."""
    yield from sorted([*folder.glob("caller.yaml"), *folder.glob("callers/*.yaml")])


def unrehearsed(profile: Profile) -> list[str]:
    """The stages that only a language model can play."""
    return [stage for stage in profile.stages if not profile.rehearses(stage)]


def forgotten(profile: Profile) -> list[str]:
    """Those of them that a rehearsal leaves out though they are not kept for a language model."""
    kept = (SetName.CLOUD, SetName.LOCAL)
    return [name for name in unrehearsed(profile) if profile.rehearsal and profile.stages[name].models not in kept]


async def impossible(folder: Path) -> list[str]:
    """What keeps a profile from being played, by a rehearsal if it can be rehearsed; a line each."""
    try:
        profile = load_profile(folder, team().known())
    except Unreadable as mistakes:
        return [*map(str, mistakes.problems)]
    if forgotten(profile):
        return unwritten(profile, folder, None)
    models = KEYS if unrehearsed(profile) else {"SEGUE_MODELS": "rehearsal"}
    settings = Settings.read({**models, "SEGUE_PROFILES_DIR": str(folder.parent)})
    report = await check(profile, settings, offline=True, tries=())
    every = [trouble for row in (*report.stages, *report.edges) for trouble in row.troubles]
    return [str(trouble) for trouble in every if trouble.verdict is Verdict.CANNOT]


async def unexpected(folder: Path, caller: Path) -> list[str]:
    """What is not as a caller expects, a line each, and then the call: the first seed's with which something is not.

    Skips the test where only a language model can tell.
    """
    try:
        if lacking := unrehearsed(load_profile(folder, team().known())):
            pytest.skip(f"only a language model can play {', '.join(lacking)}")
        for seed in SEEDS:
            call = await rehearse(folder, team(), caller=caller, seed=seed)
            if call.failures:
                failures = [f"{caller}: {failure}" for failure in call.failures]
                return [*failures, "", call.transcript, f"(seed {seed})"]
    except Unreadable as mistakes:
        return [*map(str, mistakes.problems)]
    return []


@pytest.mark.parametrize("folder", profiles(PROFILES), ids=lambda folder: folder.name)
async def test_a_profile_can_be_played(folder: Path) -> None:
    if found := await impossible(folder):
        pytest.fail("\n".join(found), pytrace=False)


EVERY = [(folder, caller) for folder in profiles(PROFILES) for caller in callers(folder)]


@pytest.mark.parametrize(("folder", "caller"), EVERY, ids=lambda path: path.stem)
async def test_a_caller_gets_what_they_expect_under_any_seed(folder: Path, caller: Path) -> None:
    if found := await unexpected(folder, caller):
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture
def added(tmp_path: Path) -> Path:
    """A profile that somebody has added."""
    shutil.copytree(PROFILES / "storyteller", folder := tmp_path / "tailor")
    changed(folder / FILE, "name: storyteller", "name: tailor")
    return folder


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


async def test_a_profile_that_is_added_is_found_with_all_its_callers(added: Path) -> None:
    assert profiles(added.parent) == [added]
    assert [caller.name for caller in callers(added)][:3] == ["caller.yaml", "another.yaml", "asks_back.yaml"]
    assert await impossible(added) == []
    assert await unexpected(added, added / "caller.yaml") == []


async def test_a_caller_who_does_not_get_what_they_expect_is_told_of_with_the_call(added: Path) -> None:
    changed(added / "caller.yaml", "name: Anna", "name: Berta")
    found = await unexpected(added, added / "caller.yaml")
    assert found[:2] == [f"{added}/caller.yaml: name is Anna, not Berta", ""]
    assert "caller: No, not Emma. It's Anna. A, N, N, A.\n" in found[2]


async def test_a_broken_profile_is_told_of_by_file_and_line(added: Path) -> None:
    changed(added / FILE, "opens: intro\n", "opens: intor\n")
    line = (added / FILE).read_text().partition("opens: intor")[0].count("\n") + 1
    said = [f"{added}/profile.yaml:{line}: no stage `intor`; did you mean `intro`?"]
    assert await impossible(added) == said
    assert await unexpected(added, added / "caller.yaml") == said


async def test_a_broken_callers_file_is_told_of_by_file_and_line(added: Path) -> None:
    changed(added / "caller.yaml", "expect:", "expects:")
    (said,) = await unexpected(added, added / "caller.yaml")
    assert said.startswith(f"{added}/caller.yaml:")
    assert "did you mean `expect`?" in said


async def test_a_stage_without_lines_is_told_of_unless_it_is_kept_for_a_language_model(added: Path) -> None:
    lines = (added / REHEARSAL).read_text()
    (added / REHEARSAL).write_text(lines[: lines.index("  story:")])
    (said,) = await impossible(added)
    assert said.startswith(f"{added}/{REHEARSAL}: no lines for `story`")
    changed(added / FILE, "    mode: realtime\n", "    mode: realtime\n    models: cloud\n")
    assert await impossible(added) == []
    with pytest.raises(pytest.skip.Exception, match="only a language model can play story"):
        await unexpected(added, added / "caller.yaml")


async def test_a_profile_that_nobody_rehearses_is_checked_and_its_callers_wait_for_a_language_model(
    added: Path,
) -> None:
    (added / REHEARSAL).unlink()
    assert await impossible(added) == []
    with pytest.raises(pytest.skip.Exception, match="only a language model can play intro, task, story"):
        await unexpected(added, added / "caller.yaml")
