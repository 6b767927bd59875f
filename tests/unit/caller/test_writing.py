"""What was typed is written down so that it reads well, and is read back as it was."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.call.events import Outcome
from segue.call.state import Fact, State
from segue.caller.script import HangUp, Say, Silence, load
from segue.caller.writing import written

STATE = State(
    path=("intro", "task"),
    facts=MappingProxyType({"name": Fact('Ada: the "first"'), "age": Fact("7"), "place": Fact(None)}),
    outcome=Outcome.HUNG_UP,
)


def test_a_file_reads_as_one_would_write_it() -> None:
    lines = (Say(say="I'm Ada."), Say(say="No"), Say(say="42"), Silence(silence_s=13), HangUp(hang_up=True))
    assert written(lines, STATE, "Typed in\n`./segue talk`.") == (
        "# Typed in `./segue talk`.\n"
        "lines:\n"
        "  - I'm Ada.\n"
        "  - No\n"
        "  - '42'\n"
        "  - silence_s: 13\n"
        "  - hang_up: true\n"
        "expect:\n"
        "  outcome: hung_up\n"
        "  facts: {name: 'Ada: the \"first\"', age: '7'}\n"
        "  path: [intro, task]\n"
    )


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), min_size=1))
def test_whatever_is_typed_is_read_back_word_for_word(
    tmp_path_factory: pytest.TempPathFactory, typed: list[str]
) -> None:
    lines = [Say(say=f"{text} x") if text.strip() else Silence(silence_s=1.5) for text in typed]
    facts = {f"fact_{at}": text for at, text in enumerate(typed)}
    state = State(facts=MappingProxyType({name: Fact(text) for name, text in facts.items()}))
    file = tmp_path_factory.getbasetemp() / "typed.yaml"
    file.write_text(written(lines, state, "Typed."), encoding="utf-8")
    script = load(file)
    assert script.lines == tuple(lines)
    assert script.expect.facts == facts
