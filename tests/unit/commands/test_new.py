"""`./segue new`: what it makes, what it refuses, and that it leaves nothing half made."""

import shutil
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from agents import team
from commands import new
from segue.profile.load import load
from segue.profile.strict import Name

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of profiles with those that ship."""
    folder = tmp_path / "profiles"
    shutil.copytree(ROOT / "profiles", folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)  # where there is no .env
    monkeypatch.setenv("SEGUE_PROFILES_DIR", str(folder))
    return folder


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("source", ["blank", "storyteller", "clinic"])
def test_a_new_profile_is_one_that_works_under_its_own_name(source: str, profiles: Path) -> None:
    made, of = new.make("bookshop", source, profiles), new.BLANK if source == "blank" else profiles / source
    known = team().known()
    profile, model = load(made, known), load(of, known)
    assert profile.name == "bookshop"
    assert profile.model_copy(update={"name": source}) == model
    assert [name.replace("bookshop", source) for name in everything_in(made)] == everything_in(of)


def test_what_is_said_in_it_of_its_name_is_true(profiles: Path) -> None:
    new.make("bookshop", "clinic", profiles)
    assert "`./segue demo --profile bookshop`" in (profiles / "bookshop" / "caller.yaml").read_text()
    new.make("cafe", "bookshop", profiles)
    assert "`./segue demo --profile cafe`" in (profiles / "cafe" / "caller.yaml").read_text()


def test_it_tells_what_to_try_next(profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new.main(["bookshop"]) == 0
    out = capsys.readouterr().out
    made = profiles / "bookshop"
    assert out.startswith(f"{made} is made, from blank.")
    for command in ("demo --profile bookshop", f"test {made}", "check --profile bookshop --models rehearsal"):
        assert f"  ./segue {command} " in out
    assert (ROOT / out.splitlines()[-1].split()[0]).is_file()


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("Book Shop", "did you mean `book_shop`?"),
        ("BOOKSHOP", "did you mean `bookshop`?"),
        ("book.shop", "did you mean `book_shop`?"),
        ("../bookshop", "did you mean `bookshop`?"),
        ("book/shop\n", "did you mean `book_shop`?"),
        ("2nd", "use small letters, digits and _, a letter first"),
        ("x" * 33, f"did you mean `{'x' * 32}`?"),
        ("class", "a word of Python's"),
        ("blank", "take another"),
        ("書店", "use small letters, digits and _"),
        ("", "use small letters, digits and _"),
    ],
)
def test_what_can_be_no_name_is_refused_with_one_that_can(
    name: str, fix: str, profiles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything_in(profiles)
    assert new.main([name]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{profiles}: ")
    assert fix in told
    assert told.count("\n") == 1
    assert everything_in(profiles) == before


def test_what_may_be_a_name_is_what_a_profile_may_say_it_is_called() -> None:
    assert TypeAdapter(Name).json_schema()["pattern"] == f"^{new.NAME.pattern}$"


@pytest.mark.parametrize("name", ["clinic", "taken"])
def test_what_is_there_is_left_alone(name: str, profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (profiles / "taken").symlink_to("nowhere")
    before = everything_in(profiles)
    assert new.main([name]) == 2
    assert capsys.readouterr().err == f"{profiles / name}: is there already; take another name, or remove it\n"
    assert everything_in(profiles) == before


def test_a_profile_to_start_from_that_there_is_not_is_told_with_those_there_are(
    profiles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.main(["bookshop", "--from", "clinc"]) == 2
    assert capsys.readouterr().err == (
        f"{profiles}: no profile 'clinc' to make one from; use one of: blank, clinic, storyteller\n"
    )


@pytest.mark.parametrize("trouble", ["a file that is not there", "a file that is no text"])
def test_a_failure_on_the_way_leaves_nothing(trouble: str, profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if trouble == "a file that is no text":
        (profiles / "clinic" / "caller.yaml").write_bytes(b"\xff")
    else:
        (profiles / "clinic" / "prompts" / "more.md").symlink_to("nowhere")
    before = everything_in(profiles)
    assert new.main(["bookshop", "--from", "clinic"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{profiles / 'bookshop'}: can't be made (not all of clinic ")
    assert told.count("\n") == 1
    assert everything_in(profiles) == before


def test_a_folder_that_cannot_be_written_is_named(profiles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(profiles)
    profiles.write_text("no folder")
    assert new.main(["bookshop", "--from", "storyteller"]) == 2
    assert capsys.readouterr().err == (
        f"{profiles / 'bookshop'}: can't be made (Not a directory); see that you may write to {profiles}\n"
    )


def test_what_ships_may_be_taken_to_a_folder_of_profiles_elsewhere(profiles: Path) -> None:
    shutil.rmtree(profiles / "clinic")
    assert new.main(["bookshop", "--from", "clinic"]) == 0
    assert (profiles / "bookshop" / "test_bookshop.py").exists()


def test_settings_that_cannot_be_read_are_told(
    profiles: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEGUE_VAD", "none")
    assert new.main(["bookshop"]) == 2
    assert capsys.readouterr().err.startswith("SEGUE_VAD is 'none'")
