"""A caller's file: what may stand in it, and what is told about what may not."""

import os
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
    assert [int(problem.split(":")[0]) for problem in problems] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert problems[1] == "2: unknown key `patience`; did you mean `patience_s`?"
    assert problems[2].startswith("4: no line a caller can say; write words (in quotes, where there is a colon")
    assert problems[8] == "10: unknown key `interupt_after_s`; did you mean `interrupt_after_s`?"
    assert problems[5] == "7: item 4 of `lines` is '?'; it should be a text with a letter or a digit in it"
    assert problems[10:] == [
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


def test_keys_that_do_not_go_together_are_told_as_such(file: Path) -> None:
    lines = "  - {say: Hello., wav: hello.wav}\n  - {silence_s: 3, interrupt_after_s: 2}\n"
    assert told(file, f"lines:\n{lines}") == [
        "2: `wav` doesn't go with `say`; take one of the two out",
        "3: `interrupt_after_s` doesn't go with `silence_s`; take one of the two out",
    ]


def test_a_recording_that_is_no_file_of_ones_own_is_told_and_not_waited_for(file: Path) -> None:
    os.mkfifo(file.parent / "pipe.wav")
    (file.parent / "circle.wav").symlink_to("circle.wav")
    lines = ["wav: pipe.wav", "wav: circle.wav", "wav: .", '{wav: "nul\\0.wav"}', "wav: /dev/zero"]
    assert [line.partition("; ")[0] for line in told(file, "\n  - ".join(["lines:", *lines]))] == [
        "2: pipe.wav: not a regular file",
        "3: circle.wav: not a PCM WAV",
        f"4: {file.parent.name}: not a regular file",
        "5: nul .wav: no file's name",
        "6: zero: not a regular file",
    ]


@pytest.mark.parametrize(
    ("rate", "frames", "what"),
    [(1, 10, "1 Hz, 16 bits"), (8000, 0, "no sound in it"), (8000, 8000 * 601, "longer than 600 s")],
)
def test_a_recording_that_cannot_be_played_is_told(rate: int, frames: int, what: str, file: Path) -> None:
    with wave.open(str(file.parent / "odd.wav"), "wb") as wav:
        wav.setparams((1, 2, rate, 0, "NONE", ""))
        wav.writeframes(bytes(2 * frames))
    assert told(file, "lines:\n  - wav: odd.wav\n")[0].startswith(f"2: odd.wav: {what}; ")


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
