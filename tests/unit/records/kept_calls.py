"""The calls whose journals are kept beside this file, one of each for every version; and what writes new ones.

After a change of `segue.call.rules.VERSION` or of a journal's schema: `python -m tests.unit.records.kept_calls v2`
(the next number) adds them. Those that are there stay as they are.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from agents import team
from segue.testing import Calls, Line, RehearsedCall, Say, Says, ScriptedLLM, Silence, rehearse

FOLDER: Final = Path(__file__).parent / "journals"
PROFILES: Final = Path(__file__).parents[3] / "profiles"


async def storyteller(record: Path) -> RehearsedCall:
    """A correction, a refusal, a wish that is changed and settled, silence, a break-in, and four hand-offs."""
    intro = ScriptedLLM(
        Says("Hello, I am Echo. Who are you?"),
        Calls("remember", {"name": "Sara", "place": "Vienna"}),
        Calls("begin_task"),  # refused: the caller has not heard it back
        Says("Sara, from Vienna. Is that right?"),
        Calls("remember", {"name": "Mara"}),
        Says("Mara, from Vienna?"),
        (Says("How good to meet you, Mara."), Calls("begin_task")),
    )
    lines: list[str | Line] = [
        "I'm Sara, and I come from Vienna.",
        "No, it's Mara. M, A, R, A.",
        "Yes.",
        "A gentle story about a whale.",
        "No.",
        "A spooky story about a whale.",
        "Yes.",
        "A ring.",
        Silence(silence_s=14),
        Say(say="Wait, one moment.", interrupt_after_s=3.0),
        "Go on, please.",
        "To the river.",
        "Yes, another one please.",
        "A funny story about a sailor.",
        "Yes.",
        "I've had enough. Goodbye.",
    ]
    return await rehearse(PROFILES / "storyteller", team(), *lines, llm={"intro": intro}, record=record)


async def clinic(record: Path) -> RehearsedCall:
    """The call of the profile's own caller, of whom something is known before."""
    return await rehearse(PROFILES / "clinic", team(), facts={"errand": "move"}, record=record)


CALLS: Final[Mapping[str, Callable[[Path], Awaitable[RehearsedCall]]]] = {"storyteller": storyteller, "clinic": clinic}
"""Those that are kept."""


async def journal_of(call: Callable[[Path], Awaitable[RehearsedCall]], record: Path) -> bytes:
    """What is in the journal of a call, which is played for it."""
    played = await call(record)
    assert played.record
    return (played.record / "journal.jsonl").read_bytes()


async def _write(version: str) -> None:
    for name, call in CALLS.items():
        with tempfile.TemporaryDirectory() as record:
            (FOLDER / f"{version}-{name}.jsonl").write_bytes(await journal_of(call, Path(record)))


if __name__ == "__main__":
    asyncio.run(_write(*sys.argv[1:]))
