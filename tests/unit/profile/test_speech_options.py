"""What a profile says of speech: short, per stage key by key, and refused by line where it means nothing."""

from pathlib import Path

import pytest

from segue.profile.load import find, load
from segue.profile.speech_options import Kind, Plain, SaidInstead, Speech
from segue.profile.yaml.source import Unreadable, read
from tests.unit.profile.small_profile import KNOWN

PROFILES = Path(__file__).parents[3] / "profiles"


def told(folder: Path, text: str) -> list[str]:
    file = folder / "speech.yaml"
    file.write_text(text)
    with pytest.raises(Unreadable) as caught:
        read(file, Speech)
    return [line.removeprefix(f"{file}:") for line in str(caught.value).splitlines()]


def test_every_kind_is_a_key_with_a_default() -> None:
    assert {kind.value for kind in Kind} | {"replaces", "transcript"} == Speech.model_fields.keys()
    assert all(isinstance(Speech().manner(kind), Plain) for kind in Kind)


def test_a_manner_is_a_word_or_a_phrase(tmp_path: Path) -> None:
    file = tmp_path / "speech.yaml"
    file.write_text("code: {say: I have put the code into the chat.}\nlinks: drop\nreplaces: {Dr.: Doctor}\n")
    speech = read(file, Speech)
    assert speech.code == SaidInstead(say="I have put the code into the chat.")
    assert speech.links is Plain.DROP
    assert speech.replaces == {"Dr.": "Doctor"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("link: drop", "1: unknown key `link`; did you mean `links`?"),
        ("code: read\nlinks: dorp", "2: `links` is 'dorp'; it should be 'drop' or 'read'"),
        ("tables: {sya: A table.}", "1: unknown key `sya`; did you mean `say`?"),
        ("tables: {say: '**'}", "1: '**' can't be spoken; write it in words"),
        ("tables: {say: ''}", "1: `say` is ''; it should be some text"),
        ("thinking: read", "1: thinking is never read out; make it `drop`, or `{say: a phrase}`"),
        ("emphasis: {say: loudly}", "1: `emphasis` is a mapping (say); it should be 'drop' or 'read'"),
        ("replaces: {'': x}", "1: a key is ''; it should be some text"),
        ("transcript: spoken", "1: `transcript` is 'spoken'; it should be 'as_written' or 'as_spoken'"),
        ("drops: [markdown]", "1: unknown key `drops`; take it out, or use one of: "),
    ],
)
def test_what_means_nothing_is_refused_by_line(tmp_path: Path, text: str, expected: str) -> None:
    lines = told(tmp_path, text)
    assert any(line.startswith(expected) for line in lines), lines


def test_a_stage_overrides_the_profile_key_by_key(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    source = find(PROFILES, "clinic")
    for file in source.rglob("*.md"):
        copy = folder / file.relative_to(source)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text())
    text = (source / "profile.yaml").read_text()
    assert "speech:\n  replaces: {Dr.: Doctor}\n" in text
    text = text.replace("speech:\n", "speech:\n  links: drop\n  emoji: read\n")
    stage = "  booking:\n    agent: task\n"
    (folder / "profile.yaml").write_text(
        text.replace(stage, f"{stage}    speech: {{links: {{say: the page}}, replaces: {{St.: Saint}}}}\n")
    )
    profile = load(folder, KNOWN)
    booking, greeting = profile.speech_of("booking"), profile.speech_of("greeting")
    assert (booking.links, booking.emoji, booking.code) == (SaidInstead(say="the page"), Plain.READ, Plain.DROP)
    assert booking.replaces == {"Dr.": "Doctor", "St.": "Saint"}
    assert (greeting.links, greeting.replaces) == (Plain.DROP, {"Dr.": "Doctor"})


def test_a_mistake_in_a_stage_is_told_by_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    stage = "  booking:\n    agent: task\n"
    text = (PROFILES / "clinic" / "profile.yaml").read_text().replace(stage, f"{stage}    speech:\n      liks: drop\n")
    (folder / "profile.yaml").write_text(text)
    line = text.splitlines().index("      liks: drop") + 1
    with pytest.raises(Unreadable, match=f"profile.yaml:{line}: unknown key `liks`; did you mean `links`?"):
        load(folder, KNOWN)
