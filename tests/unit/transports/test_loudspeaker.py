"""A call played aloud: both voices reach the player, and no player harms the call, whatever becomes of it."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from segue.transports.frames import FRAME_BYTES, FRAME_SAMPLES, SILENCE
from segue.transports.sound import loudspeaker as module
from segue.transports.sound.loudspeaker import PROVEN_S, STALLED_S, loudspeaker

ROOT = Path(__file__).resolve().parents[3]
PROOF_BYTES = round(PROVEN_S / 0.02) * FRAME_BYTES
"""What a player is given before the call."""
KEEPS = """
echo $$ > {folder}/pid
echo "$@" > {folder}/asked
exec /bin/cat > {folder}/heard
"""
"""A player that keeps all it is given."""
FAILS = "exit 1"
NEVER_READS = "exec /bin/sleep 1000"
STOPS_READING = f"/usr/bin/head -c {PROOF_BYTES} > /dev/null\nexec /bin/sleep 1000"
ENDS = f"exec /usr/bin/head -c {PROOF_BYTES} > {{folder}}/heard"

SLOW = f"""
exec > {{folder}}/heard
/usr/bin/head -c {PROOF_BYTES} > /dev/null
echo
read go < {{folder}}/go
exec /bin/cat
"""
"""Has its device, says so by an empty line, and takes nothing until it is told to."""
HUNG_S = 60.0
"""Nothing here takes a second; a test that waits for what never comes has to fail."""


class Machine:
    """A machine without a sound device, and with the players that a test puts on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []
        os.mkfifo(folder / "heard")
        self._heard = os.open(folder / "heard", os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(self._heard, True)

    def has(self, name: str, script: str) -> None:
        player = self.folder / name
        player.write_text("#!/bin/sh\n" + script.format(folder=self.folder))
        player.chmod(0o755)

    def heard(self, size: int) -> bytes:
        """The next `size` bytes that a player was given; fewer if it was given no more, and is gone."""
        heard = b""
        while len(heard) < size:
            assert select.select([self._heard], [], [], HUNG_S)[0], f"of {size} bytes only {len(heard)} were heard"
            if not (more := os.read(self._heard, size - len(heard))):
                break
            heard += more
        return heard

    def runs(self, name: str = "pid") -> bool:
        try:
            os.kill(int((self.folder / name).read_text()), 0)
        except ProcessLookupError:
            return False
        return True

    def close(self) -> None:
        os.close(self._heard)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PATH", str(tmp_path))
    machine = Machine(tmp_path)
    yield machine
    machine.close()


def level(value: int) -> bytes:
    return np.full(FRAME_SAMPLES, value, np.int16).tobytes()


async def test_a_player_hears_both_voices_at_the_rate_it_was_told(machine: Machine) -> None:
    machine.has("aplay", KEEPS)
    async with loudspeaker(machine.told.append) as speaker:
        assert machine.heard(PROOF_BYTES) == bytes(PROOF_BYTES)
        for tick in range(100):
            speaker.add(level(tick), level(1000 * (tick % 2)))
            assert machine.heard(FRAME_BYTES) == level(tick + 1000 * (tick % 2))
        speaker.close()
    assert machine.heard(1) == b""
    assert machine.told == ["playing aloud, by aplay"]
    assert (machine.folder / "asked").read_text().startswith("-q -t raw -f S16_LE -c 1 -r 24000")


async def test_two_loud_voices_are_as_loud_as_can_be_and_do_not_turn_over(machine: Machine) -> None:
    machine.has("paplay", KEEPS)
    async with loudspeaker(machine.told.append) as speaker:
        machine.heard(PROOF_BYTES)
        speaker.add(level(30_000), level(30_000))
        speaker.add(level(-30_000), level(-30_000))
        assert machine.heard(2 * FRAME_BYTES) == level(32_767) + level(-32_768)


async def test_a_player_that_finds_no_device_leaves_it_to_the_next(machine: Machine) -> None:
    machine.has("paplay", FAILS)
    machine.has("aplay", KEEPS)
    async with loudspeaker(machine.told.append):
        machine.heard(PROOF_BYTES)
    assert machine.told == ["playing aloud, by aplay"]


async def test_a_player_that_can_not_even_be_started_leaves_it_to_the_next(machine: Machine) -> None:
    machine.has("aplay", KEEPS)
    broken = machine.folder / "paplay"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o755)
    async with loudspeaker(machine.told.append):
        machine.heard(PROOF_BYTES)
    assert machine.told == ["playing aloud, by aplay"]


async def test_one_line_says_what_to_install_where_nothing_plays(machine: Machine) -> None:
    async with loudspeaker(machine.told.append) as speaker:
        speaker.add(level(1), level(1))
        speaker.close()
    (line,) = machine.told
    assert line.startswith("not played aloud: none of paplay, aplay, pw-cat, PortAudio, sox, ffplay is installed")
    assert "apt install pulseaudio-utils" in line
    assert "the recording has it all" in line


async def test_one_line_says_which_players_found_no_loudspeaker(machine: Machine) -> None:
    machine.has("paplay", FAILS)
    machine.has("aplay", FAILS)
    async with loudspeaker(machine.told.append):
        pass
    assert machine.told == ["not played aloud: paplay, aplay found no loudspeaker; the recording has it all"]


async def test_a_player_that_never_reads_is_given_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 1.0)
    machine.has("paplay", f"echo $$ > {{folder}}/pid\n{NEVER_READS}")
    async with loudspeaker(machine.told.append):
        assert not machine.runs()
    assert "paplay" in machine.told[0]


async def test_a_player_that_ends_is_told_of_once_and_the_call_goes_on(machine: Machine) -> None:
    machine.has("paplay", ENDS)
    async with loudspeaker(machine.told.append) as speaker:
        assert len(machine.heard(PROOF_BYTES + 1)) == PROOF_BYTES
        for _ in range(1000):
            speaker.add(SILENCE, SILENCE)
        speaker.close()
    assert machine.told[1:] == ["silent from here on: paplay ended; the recording has it all"]


async def test_a_player_that_takes_no_more_is_told_of_once_and_the_call_goes_on(machine: Machine) -> None:
    machine.has("paplay", STOPS_READING)
    async with loudspeaker(machine.told.append) as speaker:
        ticks = 0
        while len(machine.told) < 2:
            speaker.add(SILENCE, SILENCE)
            ticks += 1
        speaker.add(SILENCE, SILENCE)
        speaker.close()
    assert machine.told[1:] == ["silent from here on: paplay plays no more; the recording has it all"]
    assert STALLED_S / 0.02 <= ticks < STALLED_S / 0.02 + 100


async def test_what_a_slow_player_has_no_time_for_is_left_out_and_never_torn(machine: Machine) -> None:
    machine.has("paplay", SLOW)
    os.mkfifo(machine.folder / "go")
    async with loudspeaker(machine.told.append) as speaker:
        assert machine.heard(1) == b"\n"  # from here on there is nothing in the pipe
        for tick in range(60):
            speaker.add(level(tick), SILENCE)
        (machine.folder / "go").write_text("go\n")
        kept = np.frombuffer(machine.heard(8 * FRAME_BYTES), np.int16).reshape(-1, FRAME_SAMPLES)
        speaker.add(level(99), SILENCE)
        assert machine.heard(FRAME_BYTES) == level(99)
        speaker.close()
    assert [*kept[:, 0]] == [*range(8)]
    assert (kept == kept[:, :1]).all()
    assert len(machine.told) == 1


async def test_a_call_that_breaks_off_leaves_no_player_behind(machine: Machine) -> None:
    machine.has("paplay", f"echo $$ > {{folder}}/pid\n{STOPS_READING}")
    with pytest.raises(ZeroDivisionError):
        async with loudspeaker(machine.told.append):
            raise ZeroDivisionError
    assert not machine.runs()


async def test_a_player_that_does_not_end_with_its_input_is_ended(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segue.transports.sound.player_process.LEAVES_WITHIN_S", 0.05)
    machine.has("paplay", f"echo $$ > {{folder}}/pid\n{STOPS_READING}")
    async with loudspeaker(machine.told.append) as speaker:
        speaker.close()
    assert not machine.runs()


def test_a_player_ends_with_the_process_it_plays_for(machine: Machine) -> None:
    machine.has("paplay", KEEPS)
    plays = """
import asyncio
from segue.transports.sound.loudspeaker import loudspeaker

async def play():
    async with loudspeaker(lambda line: print(line, flush=True)):
        await asyncio.Event().wait()

asyncio.run(play())
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen([sys.executable, "-c", plays], stdout=subprocess.PIPE, text=True, env=environment) as playing:
        assert playing.stdout is not None
        assert playing.stdout.readline() == "playing aloud, by paplay\n"
        playing.send_signal(signal.SIGKILL)
    machine.heard(PROOF_BYTES)
    assert machine.heard(1) == b"", "nobody writes any more"
