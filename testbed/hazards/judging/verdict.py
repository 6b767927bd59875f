"""A verdict, in few words, and judges put together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from testbed.hazards.observed import Observed


@dataclass(frozen=True, slots=True)
class Verdict:
    """As a cell of the table has it."""

    ok: bool
    text: str = "ok"


OK: Final = Verdict(True)
Judge: TypeAlias = Callable[[Observed], Verdict]


def fault(text: str) -> Verdict:
    """Something is wrong, and this is what."""
    return Verdict(False, text)


def every(*judges: Judge) -> Judge:
    """All of these are content; else what each finds fault with."""

    def judged(seen: Observed) -> Verdict:
        verdicts = [judge(seen) for judge in judges]
        faults = [verdict.text for verdict in verdicts if not verdict.ok]
        told = [verdict.text for verdict in verdicts if verdict != OK]
        return fault(", ".join(dict.fromkeys(faults))) if faults else Verdict(True, ", ".join(told) or OK.text)

    return judged


def either(*judges: Judge) -> Judge:
    """One of these is content; else what the first finds fault with."""

    def judged(seen: Observed) -> Verdict:
        verdicts = [judge(seen) for judge in judges]
        return next((verdict for verdict in verdicts if verdict.ok), verdicts[0])

    return judged


def count(number: int, noun: str) -> str:
    """`number` of them."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
