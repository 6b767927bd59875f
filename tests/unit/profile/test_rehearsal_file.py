"""A profile's rehearsal: a file beside it, told of with it, and needed by nobody who has language models."""

from pathlib import Path

import pytest

from segue.profile.load import load
from tests.unit.profile.small_profile import KNOWN, LINES, mutated, small, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('["i am {}"]', '["i am"]', "2: 'i am' has no single place for the value; put one `{}` in it"),
        ('["i am {}"]', '["{} am {}"]', "2: '{} am {}' has no single place for the value; put one `{}` in it"),
        ('["i am {}"]', '["i am {name}"]', "2: 'i am {name}' has no single place for the value"),
        ("  name: [", "  nam: [", "2: no fact `nam`; did you mean `name`?"),
        ("says: Well, thank", "says: Well, {you}, thank", "5: nothing is known by the name of {you}"),
        ("      mood: Calm or wild?\n", "", "9: no line for the fact `mood`; add `mood: ...` to `asks:`"),
        ("mood: Calm or", "hero: Who?\n      mood: Calm or", "11: the stage has no fact `hero`; use one of: mood"),
        ("Right?", "Right.", "12: it ends on a statement; end it with a question, for the caller to answer"),
        (
            '    offers: "I have {options}. Which one?"\n',
            "",
            "7: `meet` needs the line `offers` for its tool `look_up`",
        ),
        ("    settled: Done.\n", "", "7: `meet` needs the line `settled` for its desk; add `settled: ...`"),
        ("      begin: Listen.", "      begn: Listen.", "16: the stage has no edge `begn`; did you mean `begin`?"),
        ("So it was. Another?", "So it was.", "22: it ends on a statement; end it with a question"),
        ("There was {name}", "There were {options}", "21: nothing is known by the name of {options}"),
        ("    interrupted: Shall I go on?\n", "", "18: `tell` needs the line `interrupted` for its chapters"),
        ("  tell:\n", "  tale:\n", "18: lines for a stage `tale` that isn't there; use one of: meet, tell"),
        ("  tell:\n", "  tell:\n    mends: Again?\n", "19: unknown key `mends`; it is called `asks_again` now"),
        ("    settled: Done.", "    setled: Done.", "14: unknown key `setled`; did you mean `settled`?"),
        ("    settled: Done.", "\tsettled: Done.", "14: a tab where YAML wants spaces; indent with spaces"),
        ("stages:\n", "chapters:\n", "1: `stages` is missing; add `stages: ...`"),
        (
            "    settled: Done.",
            "    settled: Done.\n    calls: {ring: {heard: [ring the bell], says: It rings.}}",
            "15: the stage has no tool `ring`; use one of: look_up, remember, settle",
        ),
        (
            "    settled: Done.",
            "    settled: Done.\n    calls: {settle: {heard: [book it], says: Done.}}",
            "15: `settle` is called without that, where a call comes to it; take it out",
        ),
        (
            "    settled: Done.",
            '    settled: Done.\n    calls: {settle: {heard: [book it], says: "Done for {nobody}."}}',
            "15: nothing is known by the name of {nobody}",
        ),
        (
            "    settled: Done.",
            "    settled: Done.\n    calls: {settle: {heard: [book it]}}",
            "15: `says` is missing; add `says: ...`",
        ),
        (
            '    chapters:\n      - There was {name}. What next?\n      - "{answer}. So it was. Another?"\n',
            "    chapters: []\n",
            "20: `chapters` is an empty list; it should be a list of 1 or more",
        ),
        ("heard: [how are you]", "heard: []", "4: `heard` is an empty list; it should be a list of 1 or more"),
    ],
)
def test_a_mistake_in_the_rehearsal_is_told_by_its_file_its_line_and_its_fix(
    folder: Path, old: str, new: str, expected: str
) -> None:
    lines = told(folder, lines=mutated(old, new, LINES))
    assert any(line.startswith(f"rehearsal.yaml:{expected}") for line in lines), lines


def test_a_profile_needs_no_rehearsal(folder: Path) -> None:
    (folder / "rehearsal.yaml").unlink()
    profile = load(folder, KNOWN)
    assert profile.rehearsal is None
    assert not profile.rehearses("meet")
    with pytest.raises(LookupError, match="'small' has no rehearsal"):
        profile.stage_lines("meet")


def test_a_stage_that_nobody_rehearses_needs_no_lines(folder: Path) -> None:
    (folder / "rehearsal.yaml").write_text(LINES[: LINES.index("  tell:\n")])
    profile = load(folder, KNOWN)
    assert [profile.rehearses(stage) for stage in profile.stages] == [True, False]


def test_the_mistakes_of_both_files_are_told_at_once(folder: Path) -> None:
    wrong = LINES.replace("Right?", "Right.").replace("resumes", "resume").replace("Goodbye, {name}", "Goodbye, {nam}")
    assert told(folder, mutated("speaker: warm", "speaker: worm"), wrong) == [
        "13: unknown speaker `worm`; did you mean `warm`?",
        "rehearsal.yaml:12: it ends on a statement; end it with a question, for the caller to answer",
        "rehearsal.yaml:17: nothing is known by the name of {nam}; did you mean `name`?",
    ]


def test_a_rehearsal_is_checked_even_where_the_profile_is_no_yaml(folder: Path) -> None:
    assert told(folder, "name: [", mutated("Well, thank", "Well, *thank*", LINES))[1:] == [
        "rehearsal.yaml:5: '*' can't be spoken; write it in words"
    ]


def test_a_rehearsal_that_lies_elsewhere_is_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("stages: {}")
    (folder / "rehearsal.yaml").unlink()
    (folder / "rehearsal.yaml").symlink_to(tmp_path / "secret")
    assert told(folder) == ["rehearsal.yaml: `rehearsal.yaml` lies outside the profile's folder; name a file inside it"]
