"""What a tool is for is known by the traits it declares, never by its name."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from segue.profile.load import load
from segue.profile.traits import Trait
from segue.profile.yaml.source import Unreadable
from tests.unit.profile.small_profile import KNOWN, SMALL, mutated, small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path)


def test_what_a_tool_is_for_is_known_by_its_traits_and_not_by_its_name(folder: Path) -> None:
    names = {"remember": "note_down", "look_up": "ask_the_desk", "settle": "book", "end_call": "hang_up"}
    known = replace(KNOWN, tools={names[name]: traits for name, traits in KNOWN.tools.items()})
    text = re.sub(r"\b(remember|look_up|settle|end_call)\b", lambda found: names[found[0]], SMALL)
    (folder / "profile.yaml").write_text(text)
    profile = load(folder, known)
    assert profile.tools_for("meet", Trait.KEEPS_FACTS) == ["note_down"]
    assert profile.tools_for("tell", Trait.ENDS_CALL) == ["hang_up"]
    (folder / "profile.yaml").write_text(text.replace("[note_down, ask_the_desk, book]", "[ask_the_desk]"))
    with pytest.raises(Unreadable) as caught:
        load(folder, known)
    assert "facts that nothing keeps; add `note_down` to the stage's tools" in str(caught.value)
    assert "nothing to settle with; add a `desk:` to it, and `book` to its tools" in str(caught.value)


def test_a_tool_that_only_needs_the_desk_uses_it_and_one_that_hands_on_is_a_way_out(folder: Path) -> None:
    tools = {**KNOWN.tools, "cancel": frozenset({Trait.NEEDS_DESK}), "transfer": frozenset({Trait.HANDS_ON})}
    known = replace(KNOWN, tools=tools)
    (folder / "rehearsal.yaml").unlink()
    text = mutated("[remember, look_up, settle]", "[remember, cancel]").replace("    settled: true\n", "")
    alone = text.replace("tools: [end_call]", "tools: [transfer]")
    (folder / "profile.yaml").write_text(alone[: alone.index("  - name: again")] + alone[alone.index("lines:\n") :])
    assert load(folder, known).traits["cancel"] == {Trait.NEEDS_DESK}
    (folder / "profile.yaml").write_text(text.replace("    desk: wishes\n", ""))
    with pytest.raises(Unreadable, match="`cancel` needs a desk"):
        load(folder, known)
