"""`./segue calls`: the calls that were kept, and any one of them again as it was."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commands.play.summary import told
from segue.records.account import account
from segue.records.figures import figures
from segue.records.folder import Folder
from segue.records.journal import Kept, load, replay
from segue.records.journal.in_json import plain
from segue.records.journal.redaction import redact
from segue.records.row import CallRow, began, known_figures, row_of
from segue.records.shelf import NoSuchCall, calls, find
from segue.records.silences import WORTH_TELLING_S, silences
from segue.records.transcript import plain as shown

TITLES = ("call", "when", "profile", "outcome", "turns", "answer", "silence", "path")
NOT_ENDED = "not ended"


def main(argv: Sequence[str]) -> int:
    """Tell; 0 where all of it is whole, 1 where a journal is not, 2 where there is no such call."""
    asked = _arguments(argv)
    try:
        if asked.call is None:
            return _list(asked)
        kept = load(find(asked.calls, asked.call))
        return _copy(kept) if asked.redact else _tell(kept, as_json=asked.json)
    except NoSuchCall as nowhere:
        print(nowhere, file=sys.stderr)
        return 2


def _list(asked: argparse.Namespace) -> int:
    try:
        rows = [row_of(load(folder.journal)) for folder in calls(asked.calls)]
    except OSError as error:
        raise NoSuchCall(f"{asked.calls}: no folder of calls ({error.strerror}); --calls DIR names another") from None
    if asked.json:
        print(json.dumps([as_json(each) for each in rows], indent=1))
    else:
        print("\n".join(map(shown, table(rows))) if rows else f"{asked.calls}: no call is kept there")
    return 1 if any(each.wrong for each in rows) else 0


def table(rows: Sequence[CallRow]) -> Iterator[str]:
    """The rows with a heading, in columns."""
    cells = [TITLES, *(_cells(each) for each in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(TITLES))]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cells(each: CallRow) -> tuple[str, ...]:
    wrong = f" ({each.wrong} wrong in its journal)" if each.wrong else ""
    return (
        each.call,
        f"{each.began.astimezone():%Y-%m-%d %H:%M:%S}",
        each.profile or "?",
        each.outcome or NOT_ENDED,
        str(each.turns),
        _seconds(each.answer_s),
        _seconds(each.longest_silence_s),
        " → ".join(each.path) + wrong,
    )


def as_json(each: CallRow) -> dict[str, Any]:
    """The same for scripts."""
    return {**asdict(each), "began": each.began.isoformat()}


def _tell(kept: Kept, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(_whole(kept), indent=1))
    else:
        print("\n".join(map(shown, lines(kept))))
    return 1 if kept.wrong else 0


def lines(kept: Kept) -> Iterator[str]:
    """The call again, to be read."""
    folder = Folder(kept.path.parent)
    numbers = {**figures(kept.happened, None), **known_figures(folder)}
    state = replay(kept).state
    header = kept.header
    what = f"{header.profile}, profile {header.profile_digest[:12]}, rules {header.rules}" if header else "?"
    software = ", ".join(f"{name} {version}" for name, version in header.software.items()) if header else ""
    yield f"{folder.path.name}  {began(kept).astimezone():%Y-%m-%d %H:%M:%S}  {what}  {software}"
    yield ""
    yield from (f"{each.at_s:7.1f}  {each.text}" for each in account(kept))
    yield ""
    yield f"path      {' → '.join(numbers['path'])}"
    yield f"facts     {', '.join(f'{name}: {value}' for name, value in state.known().items()) or '–'}"
    yield f"outcome   {numbers['outcome'] or NOT_ENDED}"
    for line in told(numbers).splitlines():
        yield f"figures   {line}"
    if parts := numbers["where_the_time_went_s"]:
        yield f"time      {', '.join(f'{name} {seconds} s' for name, seconds in parts.items())} (medians)"
    for each in silences(kept.happened):
        if each.for_s >= WORTH_TELLING_S:
            yield f"silence   {each.at_s:.1f} s: {each.for_s:.1f} s, waiting for the {each.waited_for}"
    yield from (f"wrong     {wrong}" for wrong in kept.wrong)


def _whole(kept: Kept) -> dict[str, Any]:
    folder = Folder(kept.path.parent)
    return {
        **as_json(row_of(kept)),
        "header": plain(kept.header),
        "account": [asdict(each) for each in account(kept)],
        "facts": replay(kept).state.known(),
        "silences": [asdict(each) for each in silences(kept.happened)],
        "figures": {**figures(kept.happened, None), **known_figures(folder)},
        "journal": [{"line": wrong.line, "flaw": wrong.flaw, "why": wrong.why} for wrong in kept.wrong],
    }


def _copy(kept: Kept) -> int:
    copy = Folder(kept.path.parent).redacted
    try:
        redact(kept, copy)
    except OSError as error:
        print(f"{copy}: no copy can be written ({error.strerror})", file=sys.stderr)
        return 2
    print(copy)
    return 1 if kept.wrong else 0


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue calls",
        description="See the calls that were kept, or one of them again as it was. Exits with 0: all is whole, 1: a "
        "journal is not, 2: there is no such call.",
    )
    which = "an id or how it begins, a folder, a journal's file, or `last`"
    parser.add_argument("call", nargs="?", metavar="CALL", help=which)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="the same for scripts")
    how.add_argument("--redact", action="store_true", help="write a copy of its journal without what is personal")
    parser.add_argument("--calls", type=Path, default=Path("calls"), help="where calls are kept (default: calls/)")
    asked = parser.parse_args(argv)
    if asked.redact and asked.call is None:
        parser.error("--redact wants a CALL")
    return asked
