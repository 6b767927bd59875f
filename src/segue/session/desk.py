"""A desk: the system of record behind a task, such as a book of wishes or of appointments."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable


class Refused(Exception):
    """The desk will not take it; `free` is what it has instead."""

    def __init__(self, reason: str, free: list[str]) -> None:
        super().__init__(reason)
        self.free = free


@runtime_checkable
class Desk(Protocol):
    """Callers never keep a parallel list: what the desk says is what holds."""

    async def look_up(self, facts: Mapping[str, str]) -> list[str]:
        """What is on offer for the facts known so far, in the profile's own words."""
        ...

    async def settle(self, facts: Mapping[str, str]) -> str:
        """Put it in the books and say what stands there; once, however often it is called. Raises `Refused`."""
        ...
