"""What a process does to the network and to files, as strace sees it: its native code and its children, too."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

HOW_TO_GET_IT = "what leaves the machine is seen with strace: install it, and let it trace (Debian: apt install strace)"
NETWORK = ("connect", "sendto", "sendmsg", "sendmmsg")
FILES = ("open", "openat", "openat2", "creat", "mkdir", "mkdirat", "mknod", "mknodat", "truncate", "link", "linkat",
         "symlink", "symlinkat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir")  # fmt: skip
OPTIONS = (
    "-ff",  # with all its threads and children, each in a file of its own, where no call is cut in two by another's
    "-y",  # with the folders that relative paths count from
    "-qq",
    "--seccomp-bpf",  # stop at these calls only; those that a machine does not have are passed over
    "--trace=" + ",".join(f"?{call}" for call in (*NETWORK, *FILES)),
    "--signal=none",
)
CALLED = re.compile(r"(\w+)\(")
ADDRESS = re.compile(r'inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"')
NAMED = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
"""A path, and before it the folder it counts from, where the call has one."""
WRITING = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)")


@dataclass(frozen=True, slots=True)
class Doings:
    """How a process ended, and what it and its children tried, whatever came of it."""

    status: int
    said: str
    complained: str
    reached: frozenset[str]
    """The addresses beyond this machine that something was sent to, or was going to be."""
    wrote: frozenset[Path]
    """What was opened for writing, made, renamed or removed."""


def find() -> str | None:
    """strace, where there is one that may trace."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-qq", "-o", os.devnull, "true"], check=False).returncode:
        return None
    return strace


def install() -> str | None:
    """Have Debian's own client install it; None where that is not for us to do."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0 or os.environ.get("CI") != "true":
        return None
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "strace"]):
        subprocess.run([apt, "-qq", *step], check=False)
    return find()


def doings(strace: str, command: Sequence[str], env: Mapping[str, str], folder: Path, typed: str = "") -> Doings:
    """Run `command` in `folder` to its end, with `typed` on its standard input, and tell what it did."""
    with tempfile.TemporaryDirectory(prefix="segue-strace-") as kept:
        ended = subprocess.run(
            [strace, *OPTIONS, f"--output={kept}/thread", *command],
            cwd=folder, env=env, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        lines = [line for file in Path(kept).iterdir() for line in file.read_text(errors="replace").splitlines()]
    reached = frozenset(address for line in lines for address in _reached(line))
    wrote = frozenset(path for line in lines for path in _wrote(line))
    return Doings(ended.returncode, ended.stdout, ended.stderr, reached, wrote)


def _reached(line: str) -> Iterator[str]:
    if _called(line) in NETWORK:
        yield from (found for found in ADDRESS.findall(line) if not ip_address(found).is_loopback)


def _wrote(line: str) -> Iterator[Path]:
    called = _called(line)
    if called in FILES and (not called.startswith("open") or WRITING.search(line)):
        yield from (Path(folder, name) for folder, name in NAMED.findall(line))


def _called(line: str) -> str:
    named = CALLED.match(line)
    return named.group(1) if named else ""


if __name__ == "__main__":
    print(find() or install() or HOW_TO_GET_IT)
    # Whether its absence is a failure is for the tests to say.
    sys.exit(0)
