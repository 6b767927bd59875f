"""`segue.testing`: a call that a test plays, what it tells of it, and what it says of what was not as expected."""

import asyncio
import shutil
from pathlib import Path

import pytest
from livekit.agents import APIError

from agents import team
from segue.caller.script import Expect
from segue.testing import (
    Calls,
    HangUp,
    Reply,
    Says,
    ScriptedLLM,
    Silence,
    Team,
    Unreadable,
    load_profile,
    rehearse,
)
from tests.conversation.scripted_call import PROFILES, storyteller

STORYTELLER, CLINIC = PROFILES / "storyteller", PROFILES / "clinic"
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


async def test_the_same_seed_gives_the_same_call_to_the_last_event() -> None:
    first, second = [await rehearse(STORYTELLER, team(), seed=7) for _ in range(2)]
    assert first.events == second.events
    assert first.transcript == second.transcript
    assert first.tools == second.tools


@pytest.mark.parametrize(
    "wrong",
    [
        Expect(outcome="hung_up"),
        Expect(facts={"name": "Berta"}),
        Expect(facts={"place": "Rome"}),
        Expect(path=("intro", "story")),
        Expect(tools=("end_call", "remember")),
        Expect(said=("Once there was a fox",)),
    ],
    ids=["outcome", "name", "place", "path", "tools", "said"],
)
async def test_one_changed_expectation_fails_the_call(wrong: Expect) -> None:
    call = await rehearse(STORYTELLER, team())
    assert len(call.judged(wrong).failures) == 1


async def test_what_is_not_as_expected_is_told_in_plain_words_with_the_call_around_it() -> None:
    early = ScriptedLLM(Says("Hello?"), Calls("begin_task"), Says("Where from?"))
    call = await rehearse(STORYTELLER, team(), "I'm Ada.", llm=early)
    with pytest.raises(AssertionError) as told:
        call.expect(path=["intro", "task"], facts={"name": "Ada"}, tools=["begin_task", "settle"], said=["Which story"])
    assert str(told.value) == (
        "not as expected: the path is intro, not intro → task\n"
        "not as expected: name is not known, not Ada\n"
        "not as expected: no call of settle after begin_task; the tools called are begin_task\n"
        "not as expected: no agent said “Which story”\n"
        "\n"
        "  intro has the call\n"
        "intro: Hello?\n"
        "caller: I'm Ada.\n"
        "  intro calls begin_task() refused Not yet: ask the caller what to call you and where you are from first.\n"
        "intro: Where from?\n"
        "  the call has ended: hung_up"
    )


async def test_a_hand_off_is_told_once() -> None:
    call = await rehearse(STORYTELLER, team(), *INTRODUCED)
    assert [use.name for use in call.tools] == ["remember", "begin_task"]
    assert call.transcript.count("begin_task") == 1


async def test_a_word_that_is_no_expectation_is_an_error_and_so_is_one_of_another_kind() -> None:
    call = await rehearse(STORYTELLER, team(), *INTRODUCED)
    with pytest.raises(TypeError, match="pth"):
        call.expect(pth=["intro"])  # type: ignore[call-arg]  # as a user without mypy would
    with pytest.raises(TypeError, match="`path` is 'intro': it should be a list"):
        call.expect(path="intro")


async def test_a_caller_is_never_left_without_an_answer_where_that_is_expected() -> None:
    broken = ScriptedLLM(Says("Hello?"), APIError("no answer", retryable=False))
    call = await rehearse(STORYTELLER, team(), "I'm Ada.", llm=broken)
    with pytest.raises(AssertionError, match="the caller was left without an answer"):
        call.expect(longest_wait_s=600)
    answered = await rehearse(STORYTELLER, team(), *INTRODUCED)
    answered.expect(longest_wait_s=0.1)


@pytest.mark.parametrize(
    ("replies", "trouble"),
    [
        ([Says("Hello?")], "scripted: 1 reply more than it has was asked for"),
        ([Says("Hello?"), Says("Hm?"), Says("Hm?"), Says("Hm?")], "scripted: 2 replies were never asked for"),
    ],
)
async def test_a_script_that_does_not_fit_the_call_fails_it(replies: list[Reply], trouble: str) -> None:
    call = await rehearse(STORYTELLER, team(), "I'm Ada.", llm=ScriptedLLM(*replies))
    assert call.failures == (trouble,)
    with pytest.raises(AssertionError, match=trouble):
        call.expect(path=["intro"])


async def test_a_script_may_play_one_stage_and_the_understudy_the_rest() -> None:
    task = ScriptedLLM(Says("A fox, perhaps?"))
    call = await rehearse(STORYTELLER, team(), *INTRODUCED, llm={"task": task})
    call.expect(path=["intro", "task"], said=["A fox, perhaps?"])
    assert "Ada" in task.asked[0].instructions()
    with pytest.raises(TypeError, match="storyteller has no stage tsk"):
        await rehearse(STORYTELLER, team(), llm={"tsk": task})


async def test_facts_may_be_known_before_the_call() -> None:
    call = await rehearse(STORYTELLER, team(), "Yes.", facts={"name": "Ada", "place": "Turin"})
    call.expect(path=["intro", "task"])


async def test_a_profile_that_was_loaded_and_changed_is_played_as_it_is() -> None:
    told = storyteller().model_copy(update={"opens": "task"})
    call = await rehearse(told, team(), "A funny story about a fox.", "Yes.")
    call.expect(path=["task", "story"])
    with pytest.raises(TypeError, match="give lines, or caller=FILE"):
        await rehearse(told, team())


async def test_who_is_silent_or_hangs_up_is_a_caller_too() -> None:
    silent = await rehearse(STORYTELLER, team(), Silence(silence_s=60))
    silent.expect(outcome="silence", path=["intro"])
    gone = await rehearse(STORYTELLER, team(), "I'm Ada.", HangUp(hang_up=True))
    gone.expect(outcome="hung_up", facts={"name": "Ada"})


async def test_a_file_is_given_in_place_of_lines_and_not_beside_them() -> None:
    call = await rehearse(STORYTELLER, team(), caller=STORYTELLER / "callers" / "hangs_up.yaml")
    call.as_expected()
    with pytest.raises(TypeError, match="give one of them"):
        await rehearse(STORYTELLER, team(), "Hello.", caller=STORYTELLER / "caller.yaml")


async def test_a_stage_that_nobody_can_play_is_told_of_before_the_call(tmp_path: Path) -> None:
    shutil.copytree(STORYTELLER, folder := tmp_path / "storyteller")
    (folder / "rehearsal.yaml").unlink()
    with pytest.raises(Unreadable, match="no lines for intro, task, story; write them"):
        await rehearse(folder, team())
    call = await rehearse(folder, team(), "Goodbye.", llm=ScriptedLLM(Says("Hello?"), Says("Goodbye.")))
    assert call.said() == ["Hello?", "Goodbye."]


async def test_a_file_that_expects_what_the_profile_can_not_give_is_told_of_by_line(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("lines: [Hello.]\nexpect:\n  path: [intro]\n  tools: [settel]\n")
    with pytest.raises(Unreadable, match=r"odd.yaml:4: no tool `settel`; did you mean `settle`\?"):
        await rehearse(STORYTELLER, team(), caller=tmp_path / "odd.yaml")


async def test_a_record_is_kept_where_one_is_asked_for(tmp_path: Path) -> None:
    assert (await rehearse(STORYTELLER, team(), *INTRODUCED)).record is None
    call = await rehearse(STORYTELLER, team(), *INTRODUCED, record=tmp_path)
    assert call.record is not None
    assert call.record.parent == tmp_path
    assert {file.name for file in call.record.iterdir()} == {"journal.jsonl", "transcript.txt"}


async def test_each_team_has_a_fresh_book_of_its_own() -> None:
    booking = {"errand": "book", "day": "Monday", "time": "two o'clock"}
    told = load_profile(CLINIC, team().known()).model_copy(update={"opens": "booking"})

    async def booked(members: Team, name: str) -> str:
        settles = ScriptedLLM(Says("Monday at two?"), Calls("settle"), Says("Well."))
        call = await rehearse(told, members, "Yes.", facts={**booking, "name": name}, llm=settles)
        return call.tools[0].result

    members = team()
    assert await booked(members, "Ada") == "Monday at two o'clock, for Ada."
    assert "Monday at two o'clock is taken" in await booked(members, "Bert")
    assert await booked(team(), "Bert") == "Monday at two o'clock, for Bert."


def test_it_needs_nothing_but_asyncio() -> None:
    call = asyncio.run(rehearse(STORYTELLER, team(), *INTRODUCED))
    call.expect(path=["intro", "task"])
