"""`./segue replay`: has the rules decide a call again from its journal; no model, no network."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from segue.records.journal import Kept, Replayed, load, replay
from segue.records.journal.in_json import plain
from segue.records.journal.kinds import EVENT_NAMES
from segue.records.shelf import NoSuchCall, find
from segue.records.transcript import plain as shown

OTHER_RULES = "it was decided by other rules than those of this version, and need not come to the same"


def main(argv: Sequence[str]) -> int:
    """Replay a call; 0 where all of it was reproduced, 1 where not, 2 where there is no such call."""
    asked = _arguments(argv)
    try:
        kept = load(find(asked.calls, asked.call))
    except NoSuchCall as nowhere:
        print(nowhere, file=sys.stderr)
        return 2
    replayed = replay(kept)
    whole = kept.closed and replayed.difference is None and replayed.events == len(kept.entries)
    if asked.json:
        print(json.dumps(as_json(kept, replayed, whole=whole), indent=1))
    else:
        print("\n".join(map(shown, lines(kept, replayed, whole=whole))))
    return 0 if whole else 1


def lines(kept: Kept, replayed: Replayed, *, whole: bool) -> list[str]:
    """What came of it, to be read."""
    events, commands = replayed.events, replayed.commands
    done = f"{events} events and {commands} commands reproduced"
    told = [f"{kept.path}: {done}{'' if whole else f', of {len(kept.entries)} events that can be read'}"]
    told += [f"  {wrong}" for wrong in kept.wrong]
    if replayed.other_rules and replayed.difference:
        told.append(f"  {OTHER_RULES}")
    if replayed.difference:
        entry = replayed.difference.entry
        told.append(f"  line {entry.line}: the first difference, at {entry.event.at_s:.3f} s")
        told.append(f"    event     {json.dumps(_event(replayed), ensure_ascii=False)}")
        told.append(f"    expected  {json.dumps(replayed.difference.expected, ensure_ascii=False)}")
        told.append(f"    got       {json.dumps(replayed.difference.got, ensure_ascii=False)}")
    elif not whole and replayed.events < len(kept.entries):
        told.append("  what comes after that can't be replayed: of what was decided before it, something is missing")
    return told


def as_json(kept: Kept, replayed: Replayed, *, whole: bool) -> dict[str, Any]:
    """The same for scripts."""
    difference = replayed.difference
    return {
        "journal": str(kept.path),
        "call": kept.header.call_id if kept.header else None,
        "reproduced": whole,
        "events": len(kept.entries),
        "events_reproduced": replayed.events,
        "commands_reproduced": replayed.commands,
        "other_rules": replayed.other_rules,
        "wrong": [{"line": wrong.line, "flaw": wrong.flaw, "why": wrong.why} for wrong in kept.wrong],
        "difference": difference
        and {
            "line": difference.entry.line,
            "event": _event(replayed),
            "expected": difference.expected,
            "got": difference.got,
        },
    }


def _event(replayed: Replayed) -> dict[str, Any]:
    assert replayed.difference is not None
    event = replayed.difference.entry.event
    return {"kind": EVENT_NAMES[type(event)], **{name: value for name, value in plain(event).items() if value != ""}}


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue replay",
        description="Have the rules decide a call again from its journal, and see that they come to the same. Exits "
        "with 0: all of it was reproduced, 1: not all of it, 2: there is no such call.",
    )
    which = "an id or how it begins, a folder, a journal's file, or `last` (the default)"
    parser.add_argument("call", nargs="?", default="last", metavar="CALL", help=which)
    parser.add_argument("--json", action="store_true", help="the same for scripts")
    parser.add_argument("--calls", type=Path, default=Path("calls"), help="where calls are kept (default: calls/)")
    return parser.parse_args(argv)
