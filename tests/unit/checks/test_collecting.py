"""What a call would miss on its way, as far as a profile alone shows it: facts nobody asks for, blanks nobody fills."""

from pathlib import Path

import pytest

from segue.checks import Verdict, check, refusals
from segue.checks.casting import Casting
from segue.checks.collecting import uncollected
from tests.unit.checks.checked import checked, storyteller

NEEDS = "    needs: [name, place]\n"


async def test_what_is_shipped_collects_what_it_needs() -> None:
    assert (await checked({"SEGUE_MODELS": "rehearsal"}, offline=True)).verdict is Verdict.WORKS


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([(NEEDS, "    needs: [name, mood]\n")], {0: "`begin_task` needs `mood`, {} (intro)"}),
        ([("    needs: [hero, mood]\n", "    needs: [hero, place]\n")], {}),
        (
            [
                ("    origin: intro\n    target: task\n", "    origin: intro\n    target: story\n"),
                ("    forgets: [hero, mood]\n", "    needs: [hero]\n"),
            ],
            {2: "`another_story` needs `hero`, {} (intro -> story)"},
        ),
    ],
    ids=["later", "earlier", "passed by"],
)
def test_a_fact_that_is_needed_before_anybody_asks_for_it_is_a_loss(
    tmp_path: Path, changes: list[tuple[str, str]], told: dict[int, str]
) -> None:
    profile, settings = storyteller(tmp_path, *changes)
    casting = Casting.of(profile, settings)
    found = {at: trouble for at in range(len(profile.edges)) for trouble in uncollected(casting, at)}
    words = "for which nobody asks on the way"
    assert {at: trouble.reason.split(":")[0] for at, trouble in found.items()} == {
        at: what.format(words) for at, what in told.items()
    }
    assert {trouble.verdict for trouble in found.values()} <= {Verdict.LOSS}
    assert not refusals(profile, settings)


async def test_a_blank_in_a_prompt_is_a_loss_by_its_line(tmp_path: Path) -> None:
    profile, settings = storyteller(tmp_path)
    file = tmp_path / "storyteller" / "prompts" / "task.md"
    profile.texts["prompts/task.md"] = (
        f'{file.read_text()}\nGreet {{name}}, or {{{{place}}}}, and never {{}} or {{"a": 1}}.'
    )
    line = profile.texts["prompts/task.md"].count("\n") + 1
    report = await check(profile, settings, offline=True)
    [row] = [row for row in report.stages if row.stage == "task"]
    assert [(trouble.verdict, trouble.place) for trouble in row.troubles] == [(Verdict.LOSS, f"{file}:{line}")] * 2
    assert "{name}" in row.troubles[0].reason
