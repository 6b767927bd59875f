"""Calls by voice through `segue.testing`: a process of its own runs them, which `test_aloud` asks `playing` for."""

import shutil
from pathlib import Path
from typing import Any

from agents import team
from segue.testing import Calls, Says, ScriptedLLM, rehearse
from tests.documented import DOCS, examples

PROFILES = DOCS.parent / "profiles"


async def test_the_documented_call(tmp_path: Path) -> None:
    folder = shutil.copytree(PROFILES / "clinic", tmp_path / "clinic")
    [example] = [each for each in examples("testing.md", "python") if "by_voice" in each]
    names: dict[str, Any] = {"__file__": str(folder / "test_clinic.py")}
    exec(example, names)
    await names["test_it_can_be_said_and_understood"](tmp_path / "calls")
    [call] = (tmp_path / "calls").iterdir()
    kept = {"call.wav", "journal.jsonl", "transcript.txt", "caller.yaml", "caller.json"}
    assert {file.name for file in call.iterdir()} == kept


async def test_a_scripted_model_is_asked_once_for_each_reply() -> None:
    llm = ScriptedLLM(
        Says("Hello, who is it?"), Calls("remember", {"name": "Ada"}), Says("Ada, is that right?"), Says("How nice.")
    )
    call = await rehearse(PROFILES / "storyteller", team(), "I'm Ada.", "Yes, that's right.", by_voice=True, llm=llm)
    call.expect(outcome="hung_up", path=["intro"], tools=["remember"], facts={"name": "Ada"})
    assert call.said() == ["Hello, who is it?", "Ada, is that right?", "How nice."]
    assert 0 < call.longest_wait_s < 60
