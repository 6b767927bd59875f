"""The folder of one call, and its name."""

import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


def new_call_id(now: datetime) -> str:
    """A name that sorts by time and tells nothing about the caller."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


class NotKept(OSError):
    """A file of a call's record that can't be written, or not to its end; one line with the reason and the fix."""

    def __init__(self, place: Path, error: OSError) -> None:
        super().__init__(
            f"{place}: can't be written ({error.strerror or error}); make room there, or name another folder"
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """Where everything kept of one call lies; nobody but its owner may look inside."""

    path: Path

    @classmethod
    def create(cls, calls: Path, call_id: str) -> "Folder":
        """Make the folder `calls/call_id`. Raises FileExistsError if there is one: a record is never overwritten."""
        make_private(calls)
        path = calls / call_id
        path.mkdir(mode=0o700)
        path.chmod(0o700)  # whatever the umask took of it
        return cls(path)

    @property
    def journal(self) -> Path:
        """Every event, one JSON line each."""
        return self.path / "journal.jsonl"

    @property
    def recording(self) -> Path:
        """Stereo WAV: the caller left, the agents right."""
        return self.path / "call.wav"

    @property
    def room_recording(self) -> Path:
        """The same of a room's call, in Ogg Opus as LiveKit records it; it begins a little later than the call."""
        return self.path / "call.ogg"

    @property
    def transcript(self) -> Path:
        """The call as it would be read."""
        return self.path / "transcript.txt"

    @property
    def figures(self) -> Path:
        """The call's figures as JSON."""
        return self.path / "figures.json"

    @property
    def caller(self) -> Path:
        """The scripted caller's file, where a test made one up."""
        return self.path / "caller.yaml"

    @property
    def caller_log(self) -> Path:
        """What the scripted caller said, and when, as JSON."""
        return self.path / "caller.json"

    @property
    def redacted(self) -> Path:
        """A copy of the journal without what is personal, where somebody has asked for one."""
        return self.path / "journal.redacted.jsonl"

    @property
    def files(self) -> frozenset[Path]:
        """All that a call's record may consist of."""
        return frozenset(
            (
                self.journal,
                self.recording,
                self.room_recording,
                self.transcript,
                self.figures,
                self.caller,
                self.caller_log,
                self.redacted,
            )
        )


def make_private(folder: Path) -> None:
    """Make a folder, if it isn't there, that only its owner may look into. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)


def private(path: str, flags: int) -> int:
    """Opens a file, as an `opener` does, that only its owner may read and write, whatever the umask."""
    file = os.open(path, flags, 0o600)
    if stat.S_ISREG(os.fstat(file).st_mode):
        os.fchmod(file, 0o600)
    return file


def write(path: Path, text: str) -> None:
    """Write a private file anew."""
    with open(path, "w", encoding="utf-8", opener=private) as file:
        file.write(text)
