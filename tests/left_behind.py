"""The journals that a test or a call of it has left in a folder: each is whole, and replays."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from segue.records.journal import Flaw, load, replay


def journals(folder: Path) -> list[Path]:
    """All below `folder`, in the order of their names; what only bears the name, as a device or nothing, is none."""
    found = (path for path in sorted(folder.rglob("journal.jsonl")) if path.is_file() and not path.is_symlink())
    return [path for path in found if path.stat().st_size]


def complaints(folder: Path) -> Iterator[str]:
    """What is wrong with each of them."""
    for path in journals(folder):
        kept = load(path)
        yield from (f"{path}: {wrong}" for wrong in kept.wrong)
        if (difference := replay(kept).difference) is not None:
            yield f"{path}: line {difference.entry.line}: {difference}"


def holds(path: Path) -> None:
    """Raise `AssertionError` unless the journal replays whole, and one altered character in its middle is noticed."""
    kept = load(path)
    assert not kept.wrong, f"{path}: {kept.wrong[0]}"
    replayed = replay(kept)
    assert replayed.difference is None, f"{path}: {replayed.difference}"
    assert (replayed.events, kept.closed, kept.over) == (len(kept.entries), True, True), path
    assert replayed.events
    _an_altered_character_is_noticed(path)


def _an_altered_character_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    at = whole.index(b'"', len(whole) // 2)
    line = whole[:at].count(b"\n") + 1
    with NamedTemporaryFile(suffix=".jsonl") as altered:
        altered.write(whole[:at] + b"'" + whole[at + 1 :])
        altered.flush()
        found = [(wrong.line, wrong.flaw) for wrong in load(Path(altered.name)).wrong]
    assert found == [(line, Flaw.ALTERED)], path
