"""`agent.py console` without what it needs: one line, where the library would fail with a traceback, or hang."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import team
from segue.worker.context import open_or_exit

NO_PORTAUDIO = "raise OSError('PortAudio library not found')\n"
NO_DEVICE = """
class PortAudioError(Exception): ...
def query_devices(kind):
    raise PortAudioError("Error querying device -1")
"""


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a stand-in for the package `sounddevice` may be written."""
    monkeypatch.setenv("SEGUE_MODELS", "rehearsal")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("sounddevice", None)


@pytest.mark.parametrize(
    ("package", "arguments", "told"),
    [
        (NO_PORTAUDIO, ["console"], "is not installed"),
        (NO_PORTAUDIO, ["console", "--text"], "is not installed"),
        (NO_DEVICE, ["console"], "finds no microphone"),
    ],
)
def test_a_console_without_a_sound_device_is_refused_in_a_line(
    package: str,
    arguments: list[str],
    told: str,
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (machine / "sounddevice.py").write_text(package)
    monkeypatch.setattr(sys, "argv", ["agent.py", *arguments])
    with pytest.raises(SystemExit) as refused:
        open_or_exit(team)
    assert refused.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("segue: console: PortAudio")
    assert told in line
    assert "./segue talk" in line


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        (NO_DEVICE, ["console", "--text"]),
        (NO_DEVICE, ["console", "--input-device=3"]),
        (NO_PORTAUDIO, ["console", "--help"]),
        (NO_PORTAUDIO, ["start"]),
    ],
)
def test_what_needs_no_sound_device_is_not_refused(
    package: str, arguments: list[str], machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine / "sounddevice.py").write_text(package)
    monkeypatch.setattr(sys, "argv", ["agent.py", *arguments])
    assert open_or_exit(team).profiles
