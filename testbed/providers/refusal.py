"""What any provider does not take. Each says so in a form of its own."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from aiohttp import web


class Refusal(Exception, ABC):
    """A request that is not taken. `error` is what the record keeps of it."""

    error: dict[str, Any]

    def __init__(self, message: str, status: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers or {}

    @abstractmethod
    def response(self) -> web.Response:
        """As it goes over HTTP."""
