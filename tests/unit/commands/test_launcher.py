"""The launcher prepares the environment once, builds upon what is there, and never takes the test tools away."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).parents[3] / "segue"

UV = """#!{python}
import os, sys
with open({log!r}, "a") as log:
    print(*[os.path.basename(word) for word in sys.argv[1:]], file=log)
if os.environ.get("UV_FAILS"):
    sys.exit("error: no route to the index")
if sys.argv[1] == "venv":
    os.makedirs(os.path.join(sys.argv[-1], "bin"))
    os.symlink({python!r}, os.path.join(sys.argv[-1], "bin", "python"))
"""
"""An installer that installs nothing, and keeps what it was asked for."""


class Checkout:
    """A folder with the launcher, two lock files and two verbs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "uv.log"
        (root / "commands").mkdir()
        shutil.copy(LAUNCHER, root / "segue")
        for name in ("__main__", "demo", "test"):
            (root / "commands" / f"{name}.py").write_text("print('played')\n")
        self.lock("requirements.lock", "one")
        self.lock("requirements-dev.lock", "one and tools")
        (root / "bin").mkdir()
        uv = root / "bin" / "uv"
        uv.write_text(UV.format(python=sys.executable, log=str(self.log)))
        uv.chmod(0o755)

    def lock(self, name: str, text: str) -> None:
        """Have a lock file name other packages."""
        (self.root / name).write_text(text)

    def run(self, verb: str, **env: str) -> subprocess.CompletedProcess[str]:
        """One verb through the launcher."""
        path = os.pathsep.join([str(self.root / "bin"), os.environ["PATH"]])
        return subprocess.run(
            [sys.executable, str(self.root / "segue"), verb],
            env={**os.environ, "PATH": path, "PYTHONPATH": str(self.root), **env},
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self) -> list[str]:
        """What the installer was asked for since the last time this was asked."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line.split()[-1] if "install" in line else line.split()[0] for line in lines]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_verb_prepares_the_environment_and_the_second_finds_it(checkout: Checkout) -> None:
    assert checkout.run("demo").stdout == "played\n"
    assert checkout.asked() == ["venv", "requirements.lock"]
    assert checkout.run("demo").stderr == ""
    assert checkout.asked() == []


def test_the_test_tools_are_added_to_what_is_there(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.asked()
    assert checkout.run("test").returncode == 0
    assert checkout.asked() == ["requirements-dev.lock"]


def test_a_new_lock_file_is_installed_over_the_old_and_takes_no_test_tools_away(checkout: Checkout) -> None:
    checkout.run("test")
    checkout.asked()
    checkout.lock("requirements.lock", "two")
    checkout.lock("requirements-dev.lock", "two and tools")
    extra = checkout.root / ".venv" / "extra"
    extra.touch()
    assert checkout.run("demo").returncode == 0
    assert checkout.asked() == ["requirements-dev.lock"]
    assert extra.exists()
    assert checkout.run("test").stderr == ""
    assert checkout.asked() == []


def test_new_test_tools_keep_no_demo_waiting(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.asked()
    checkout.lock("requirements-dev.lock", "one and other tools")
    checkout.run("demo")
    assert checkout.asked() == []


def test_an_update_that_was_broken_off_is_begun_from_nothing(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.asked()
    checkout.lock("requirements.lock", "two")
    failed = checkout.run("demo", UV_FAILS="1")
    assert failed.returncode == 1
    assert "error: no route to the index" in failed.stderr
    checkout.asked()
    assert checkout.run("demo").returncode == 0
    assert checkout.asked() == ["venv", "requirements.lock"]


def test_test_tools_that_could_not_be_had_leave_the_demo_as_it_was(checkout: Checkout) -> None:
    checkout.run("demo")
    assert checkout.run("test", UV_FAILS="1").returncode == 1
    checkout.asked()
    assert checkout.run("demo").stdout == "played\n"
    assert checkout.asked() == []


def test_an_environment_of_another_python_is_made_anew(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.asked()
    other = checkout.root / "bin" / "otherpython"
    other.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    other.chmod(0o755)
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(other)
    assert checkout.run("demo").returncode == 0
    assert checkout.asked() == ["venv", "requirements.lock"]


@pytest.mark.parametrize("in_the_way", [".cache", ".cache/install.lock"])
def test_what_is_in_the_way_of_an_environment_is_one_line(in_the_way: str, checkout: Checkout) -> None:
    place = checkout.root / in_the_way
    if place.parent == checkout.root:
        place.touch()
    else:
        place.mkdir(parents=True)
    tried = checkout.run("demo")
    assert (tried.returncode, tried.stdout, tried.stderr.count("\n")) == (2, "", 1)
    assert tried.stderr.startswith(f"segue: {place}: ")
    assert str(checkout.root) in tried.stderr.partition("; ")[2]


def test_an_environment_that_is_there_needs_no_place_to_write(checkout: Checkout) -> None:
    checkout.run("demo")
    shutil.rmtree(checkout.root / ".cache")
    (checkout.root / ".cache").touch()
    assert (checkout.run("demo").stdout, checkout.run("demo").stderr) == ("played\n", "")


def test_what_is_said_to_other_pythons_is_not_said_to_ours(checkout: Checkout) -> None:
    checkout.run("demo")
    (checkout.root / "commands" / "__main__.py").write_text(
        "import os, sys\nprint(sys.flags.optimize, sys.flags.inspect, sys.warnoptions, 'PYTHONHOME' in os.environ)\n"
    )
    (checkout.root / "theirs" / "commands").mkdir(parents=True)
    (checkout.root / "theirs" / "commands" / "__main__.py").write_text("print('shadowed')\n")
    told = checkout.run(
        "demo",
        PYTHONOPTIMIZE="2",
        PYTHONINSPECT="1",
        PYTHONWARNINGS="error",
        PYTHONHOME=sys.base_prefix,
        PYTHONPATH=str(checkout.root / "theirs"),
    )
    assert (told.stdout, told.stderr) == ("0 0 [] False\n", "")


def test_the_list_of_verbs_needs_no_environment_wherever_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "commands.py").write_text("print('shadowed')\n")
    (tmp_path / "ours").symlink_to(LAUNCHER)
    asked = subprocess.run(
        [sys.executable, "ours", "help"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("usage: ./segue VERB")
