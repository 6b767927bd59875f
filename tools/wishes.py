"""The book of wishes: what story a caller asked for."""

from collections.abc import Mapping


class Wishes:
    """A wish is whatever the caller says it is, so nothing is ever refused; the call's own record keeps it."""

    async def look_up(self, facts: Mapping[str, str]) -> list[str]:
        """Everything is on offer."""
        return []

    async def settle(self, facts: Mapping[str, str]) -> str:
        """The wish in one sentence."""
        return f"A {facts.get('mood', 'gentle')} story about {facts.get('hero', 'a traveller with no name')}."
