"""The calls by voice: which processes play them, in which order, and how many at once."""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
AT_ONCE = 4
"""Processes; with the two calls that some of them play at a time, as many calls as two cores can carry."""
LONGEST_S = 400.0
IMPORTS = [*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT / "src"), str(ROOT)]
"""What stands there already keeps a child on this machine too."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process, and the test module that asks for what it plays."""

    asked_by: str
    name: str
    arguments: tuple[str, ...]
    """Behind `python -m`; the folder for what it leaves comes last."""
    aloud: bool = False
    """Whether its machine has a loudspeaker, whose player keeps what it is given."""
    person: Path | None = None
    """Whose lines are said at its microphone, in a room that echoes."""


@dataclass(frozen=True, slots=True)
class Over:
    """How a process ended, and the folder of what it left."""

    folder: Path
    heard: Path
    """What its loudspeaker was given, if it had any: 24 kHz mono 16-bit."""
    status: int
    shown: str
    complaints: str


def demo(name: str, *options: str, aloud: bool = False) -> Process:
    """A call as a newcomer starts it, `aloud` or where nobody is to be disturbed."""
    quiet = () if aloud else ("--quiet",)
    return Process("test_calls", name, ("commands", "demo", *quiet, *options, "--calls"), aloud)


def plugins(*rows: str, asked_by: str = "test_plugin_calls") -> Process:
    """Calls of `plugin_calls`, a row of names at a time; those with a `+` between are played one after the other.

    Loading the models takes longer than playing one more call; three in one interpreter would wait for each other, and
    so would two that both listen and speak on this machine.
    """
    return Process(asked_by, " ".join(rows), ("tests.audio.plugin_process", *rows))


def failing(*rows: str) -> Process:
    """The same of `failing_calls`."""
    return plugins(*rows, asked_by="test_failing_calls")


ECHOING = Path(__file__).parent / "echoing"
"""What stands in for a machine's sound device there."""
CALLERS = ROOT / "profiles" / "storyteller" / "callers"
PROCESSES = (
    demo("storyteller"),
    plugins("there_and_back+time_is_up", "silent+refused_story"),
    plugins("cloud+servers", "half_cascade+flux"),
    demo("one_by_one", "--caller", str(CALLERS / "one_by_one.yaml"), aloud=True),
    plugins("mixed+server_turns", "lost_story+local"),
    Process(
        "test_microphone",
        "by microphone",
        ("commands", "talk", "--mic", "--calls"),
        person=ROOT / "profiles" / "storyteller" / "caller.yaml",
    ),
    failing("llm_says_nothing+agent_hangs", "stt_hears_nothing+realtime_model_says_nothing+agent_raises"),
    failing("tts_refuses+last_line_is_refused", "tts_stalls+tool_hangs"),
    demo("corrected", "--caller", str(CALLERS / "corrected.yaml")),
    demo("clinic", "--profile", "clinic"),
    demo("muted", "--muted"),
    Process("test_aloud", "aloud", ("pytest", "-q", str(ROOT / "tests/audio/aloud.py"), "--basetemp")),
)
"""In the order in which they begin."""


def asked_by(module: str) -> list[Process]:
    """What the tests of one module ask for."""
    return [process for process in PROCESSES if process.asked_by == module]


def play(processes: Sequence[Process], kept: Path) -> dict[str, Over]:
    """Run them all to their ends; each gets a folder of its own in `kept`."""
    running: list[subprocess.Popen[str]] = []

    def run(process: Process) -> Over:
        folder = kept / process.name.replace(" ", "-")
        folder.mkdir()
        heard = kept / f"{folder.name}.pcm"
        path = [str(_loudspeaker(heard))] if process.aloud else []
        playing = subprocess.Popen(
            [sys.executable, "-m", *process.arguments, str(folder)],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([*([str(ECHOING)] if process.person else []), *IMPORTS]),
                "PATH": os.pathsep.join([*path, os.environ["PATH"]]),
                "SEGUE_TESTS_PERSON": str(process.person),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(playing)
        shown, complaints = playing.communicate(timeout=LONGEST_S)
        return Over(folder, heard, playing.returncode, shown, complaints)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            return {process.name: over for process, over in zip(processes, pool.map(run, processes), strict=True)}
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for playing in running:
                playing.kill()


def _loudspeaker(heard: Path) -> Path:
    """A folder with a player that is found before any other and keeps what it is given in `heard`."""
    folder = heard.with_suffix(".bin")
    folder.mkdir()
    player = folder / "paplay"
    player.write_text(f'#!/bin/sh\nexec cat > "{heard}"\n')
    player.chmod(0o755)
    return folder
