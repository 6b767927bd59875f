"""A caller's file: what may stand in it, and what is told about what may not."""

import wave
from pathlib import Path

import pytest

from segue.caller.script import Expect, HangUp, OneOf, Say, Silence, Wav, load, words
from segue.profile.yaml.source import Unreadable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with wave.open(str(tmp_path / "hello.wav"), "wb") as wav:
        wav.setparams((1, 2, 8000, 0, "NONE", ""))
        wav.writeframes(bytes(1600))
    return tmp_path / "ada.yaml"


def told(file: Path, text: str) -> list[str]:
    file.write_text(text)
    with pytest.raises(Unreadable) as caught:
        load(file, voices=("caller", "low"))
    return [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]


def test_every_kind_of_line_is_understood(file: Path) -> None:
    file.write_text(
        """\
        patience_s: 2
        lines:
          - I'm Ada, and I'm from Turin.
          - No
          - say: No, it's Mara. M, A, R, A.
          - {wav: hello.wav, text: hello there}
          - silence_s: 20
          - interrupt_after_s: 2.5
            say: Wait, wait a moment.
          - one_of: [Yes please., "Yes, that's right."]
          - hang_up: true
        expect: {outcome: goodbye, facts: {name: Mara, age: 7}, path: [intro, task, story]}
        """
    )
    script = load(file)
    assert script.patience_s == 2
    assert script.voice == "caller"
    assert script.lines == (
        Say(say="I'm Ada, and I'm from Turin."),
        Say(say="No"),
        Say(say="No, it's Mara. M, A, R, A."),
        Wav(wav=file.parent / "hello.wav", text="hello there"),
        Silence(silence_s=20),
        Say(say="Wait, wait a moment.", interrupt_after_s=2.5),
        OneOf(one_of=("Yes please.", "Yes, that's right.")),
        HangUp(hang_up=True),
    )
    assert script.expect == Expect(outcome="goodbye", facts={"name": "Mara", "age": 7}, path=("intro", "task", "story"))


def test_every_mistake_is_told_at_once_with_its_line(file: Path) -> None:
    text = """\
        voice: nobody
        patience: 2
        lines:
          - My name: Ada
          - say: 42
          - 7
          - "?"
          - ""
          - wav: gone.wav
          - {say: Hello., interupt_after_s: 2}
          - silence_s: long
          - hang_up: no
          - one_of: []
        expect: {path: intro}
        """
    problems = told(file, text)
    assert [int(problem.split(":")[0]) for problem in problems] == [2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14]
    assert problems[0] == "2: unknown key `patience`; did you mean `patience_s`?"
    assert problems[1].startswith("4: no line a caller can say; write words (in quotes, where there is a colon")
    assert problems[6] == "10: unknown key `interupt_after_s`; did you mean `interrupt_after_s`?"
    assert problems[4] == "7: item 4 of `lines` is '?'; it should be a text with a letter or a digit in it"
    assert problems[8:] == [
        "12: `hang_up` is 'no'; it should be true",
        "13: `one_of` is an empty list; it should be a list of 1 or more",
        "14: `path` is 'intro'; it should be a list ([a, b], or lines that begin with -)",
    ]


def test_what_only_the_whole_file_shows_is_told_too(file: Path) -> None:
    (file.parent / "song.wav").write_bytes(b"ID3 not a wave at all")
    text = (
        "voice: nobody\nlines:\n  - hang_up: true\n  - wav: gone.wav\n"
        "  - {wav: song.wav}\n  - {text: x, wav: hello.wav}\n"
    )
    assert told(file, text) == [
        "1: no voice called 'nobody'; use one of: caller, low",
        "4: a line after the hang-up; make hang_up the last line",
        "4: gone.wav: no such file; the path counts from the caller file's folder",
        "5: song.wav: not a PCM WAV; save it as WAV, 16-bit PCM",
    ]


@pytest.mark.parametrize("text", ["", "lines:\n", "lines: []\n", "voice: low\n"])
def test_a_caller_without_lines_is_refused(file: Path, text: str) -> None:
    assert any("lines" in problem for problem in told(file, text))


def test_the_seed_picks_the_wording_and_nothing_else_does() -> None:
    line = OneOf(one_of=("Yes.", "Please.", "Do.", "Go on."))
    picked = [words(line, 3, seed) for seed in range(20)]
    assert picked == [words(line, 3, seed) for seed in range(20)]
    assert set(picked) == set(line.one_of)
    assert words(Say(say="Yes."), 0, 5) == "Yes."
    assert words(Silence(silence_s=1), 0, 5) == ""
