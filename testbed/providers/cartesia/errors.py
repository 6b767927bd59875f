"""What Cartesia says when it refuses: in plain text, as `Title: Message`."""

from aiohttp import web

from testbed.providers.faults import Refuses
from testbed.providers.refusal import Refusal


class CartesiaRefusal(Refusal):
    """In Cartesia's form."""

    def __init__(self, title: str, message: str, status: int = 400) -> None:
        super().__init__(f"{title}: {message}", status)
        self.error = {"message": str(self)}

    def response(self) -> web.Response:
        """As it goes over HTTP."""
        return web.Response(status=self.status, text=str(self), headers=self.headers)


def wrong_key() -> CartesiaRefusal:
    """No key, or one nobody has."""
    return CartesiaRefusal("Unauthorized", "The API key is not valid.", 401)


def out_of_order(fault: Refuses, model: str) -> CartesiaRefusal:
    """The refusal a test scripted; but for the status, guesses."""
    match fault.status:
        case 401:
            return wrong_key()
        case 429:
            return CartesiaRefusal("Too many requests", "The limit of requests at once is reached.", 429)
        case status:
            return CartesiaRefusal("Internal error", "Something went wrong.", status)
