"""Every caller's file that ships, typed: what it expects comes true."""

from pathlib import Path

import pytest

from segue.caller.script import Expect, load
from tests.conversation.rehearsed import ROOT, rehearse

CALLERS = sorted((ROOT / "tests" / "callers").glob("*.yaml"))
DEMOS = [("storyteller", ROOT / "profiles/storyteller/caller.yaml"), ("clinic", ROOT / "profiles/clinic/caller.yaml")]


@pytest.mark.parametrize("caller", CALLERS, ids=lambda path: path.stem)
async def test_a_caller_gets_what_they_expect(caller: Path, tmp_path: Path) -> None:
    name = "clinic" if caller.stem.startswith("clinic") else "storyteller"
    call = await rehearse(caller, tmp_path, name)
    assert call.verdict.failures == ()


@pytest.mark.parametrize(("name", "caller"), DEMOS, ids=["storyteller", "clinic"])
async def test_a_demos_caller_gets_what_they_expect_under_any_seed(name: str, caller: Path, tmp_path: Path) -> None:
    for number in range(3):
        call = await rehearse(caller, tmp_path, name, number)
        assert call.verdict.failures == ()


async def test_the_same_seed_gives_the_same_call_to_the_last_event(tmp_path: Path) -> None:
    caller = DEMOS[0][1]
    first, second = await rehearse(caller, tmp_path, number=7), await rehearse(caller, tmp_path, number=7)
    assert first.events == second.events
    assert first.shown == second.shown


@pytest.mark.parametrize(
    "wrong",
    [
        Expect(outcome="hung_up"),
        Expect(facts={"name": "Berta"}),
        Expect(facts={"place": "Rome"}),
        Expect(path=("intro", "story")),
    ],
    ids=["outcome", "name", "place", "path"],
)
async def test_one_changed_expectation_fails_the_call(wrong: Expect, tmp_path: Path) -> None:
    script = load(DEMOS[0][1]).model_copy(update={"expect": wrong})
    call = await rehearse(script, tmp_path)
    assert len(call.verdict.failures) == 1
