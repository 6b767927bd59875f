"""`segue.testing`: a call that a test plays, what it tells of it, and what it says of what was not as expected."""

from pathlib import Path

from agents import team
from segue.testing import Calls, Says, ScriptedLLM, rehearse

ROOT = Path(__file__).parents[2]
STORYTELLER, CLINIC = ROOT / "profiles/storyteller", ROOT / "profiles/clinic"
INTRODUCED = ("I'm Ada and I'm from Turin.", "Yes, that's right.")


async def test_without_lines_the_profiles_own_caller_calls_and_gets_what_they_expect() -> None:
    call = await rehearse(STORYTELLER, team())
    call.as_expected()
    assert call.outcome == "goodbye"
    assert call.path == ["intro", "task", "story"]


async def test_lines_of_a_test_are_said_and_what_came_of_them_is_told() -> None:
    call = await rehearse(STORYTELLER, team(), *INTRODUCED)
    call.expect(facts={"name": "Ada", "place": "Turin"}, path=["intro", "task"], tools=["remember", "begin_task"])
    assert call.heard == [*INTRODUCED]
    assert "Ada" in call.said("task")[0]
    assert call.said() == [*call.said("intro"), *call.said("task")]


async def test_each_tool_is_told_with_who_called_it_for_what_and_with_which_answer() -> None:
    asked = Calls("remember", {"name": "Ada", "mood": "lukewarm"})
    llm = ScriptedLLM(Says("Hello?"), asked, Calls("begin_task"), Calls("nobody's", "no JSON"), Says("Where?"))
    call = await rehearse(STORYTELLER, team(), "I'm Ada.", llm=llm)
    remembered, early, unknown = call.tools
    assert (remembered.stage, remembered.name, remembered.arguments) == ("intro", "remember", asked.arguments)
    assert '"noted": {"name": "Ada"}' in remembered.result
    assert (early.name, early.failed, early.result) == (
        "begin_task",
        True,
        "Not yet: ask the caller where you are from first.",
    )
    assert (unknown.name, unknown.failed, unknown.arguments) == ("nobody's", True, {})
