"""docs/first-profile.md: who follows it to the letter has what it says after every step."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conversation.walkthrough import Step, steps

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "first-profile.md"
MADE = ["profiles/bookshop", "tools/opening_hours.py", "tools/shelves.py", "agents/bookseller.py"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout as it is after `git clone`, with this environment as its own."""
    root = tmp_path / "segue"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "calls", "__pycache__"))
    (root / ".venv").symlink_to(sys.prefix)
    # With what is installed goes its bytecode: to make that anew would take longer than all the steps.
    ours, clones = (_bytecode(ROOT, Path(sys.prefix)), _bytecode(root, root / ".venv"))
    ours.mkdir(parents=True, exist_ok=True)
    clones.parent.mkdir(parents=True)
    clones.symlink_to(ours)
    return root


def _bytecode(root: Path, of: Path) -> Path:
    """Where the launcher of the checkout `root` keeps the bytecode of the sources in `of`."""
    return root / ".cache" / "bytecode" / of.relative_to(of.anchor)


@pytest.fixture
def env() -> dict[str, str]:
    """Nothing of this checkout, and none of its user's settings."""
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path.endswith("child_python")]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_") or "TESTS" in name}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


@pytest.mark.skipif((ROOT / MADE[0]).exists(), reason="somebody has taken these steps in this very checkout")
def test_whoever_follows_it_word_for_word_has_what_it_says_after_every_step(clone: Path, env: dict[str, str]) -> None:
    taken = [*steps(PAGE.read_text())]
    for step in taken:
        try:
            step.carry_out(clone, env)
        except AssertionError as failed:
            raise AssertionError(f"{PAGE.name}:{step.line}: {failed}") from None
    assert all((clone / made).exists() for made in MADE)
    # What it has one write is as everything else here is to be.
    for how in (["check"], ["format", "--check"]):
        subprocess.run([sys.executable, "-m", "ruff", *how, "-q", *MADE, "agents", "tools"], cwd=clone, check=True)


def test_every_part_ends_with_a_command_that_shows_what_has_become_of_it() -> None:
    parts = re.split(r"(?m)^## (?=\d)", PAGE.read_text())[1:]
    assert [[*steps(part)][-1].kind for part in parts] == ["console"] * 7


@pytest.mark.parametrize(
    "page",
    [
        "Write `a.py`:\n\n```\nx = 1\n```\n",
        "Look:\n\n```python\nx = 1\n```\n",
        "Write `a.py`:\n\n```diff\n+x = 1\n```\n",
        "Change `a.py`:\n\n```console\n$ ls\n```\n",
        "Write `a.py`:\n\n    x = 1\n",
        "Write `a.py`:\n\n~~~python\nx = 1\n~~~\n",
    ],
)
def test_a_block_that_nobody_would_know_what_to_do_with_is_no_step(page: str) -> None:
    with pytest.raises(ValueError, match="line 3"):
        list(steps(page))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("diff", "-nowhere\n+there\n"),
        ("diff", " twice\n+there\n"),
        ("console", "$ false\n"),
        ("console", "$ printf 'a\\nb\\n'\nb\na\n"),
        ("console", "ls\n"),
    ],
)
def test_a_step_that_does_not_come_to_what_the_page_says_fails(kind: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("twice\ntwice\n")
    with pytest.raises(AssertionError):
        Step(1, kind, "file", text).carry_out(tmp_path, os.environ)
