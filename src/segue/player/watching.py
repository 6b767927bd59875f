"""An audience that ends no call, whoever it is."""

import logging
from collections.abc import Callable

from segue.call.events import Event
from segue.call.state import State
from segue.player.staging import Audience

logger = logging.getLogger("segue.player")


class Unfailing:
    """Passes everything on to an audience until that raises; then to nobody, and the log says so once."""

    def __init__(self, audience: Audience) -> None:
        self._audience: Audience | None = audience

    def progress(self, what: str) -> None:
        self._pass_on(lambda audience: audience.progress(what))

    def show(self, event: Event, state: State) -> None:
        self._pass_on(lambda audience: audience.show(event, state))

    def speak(self, stage: str, text: str) -> None:
        self._pass_on(lambda audience: audience.speak(stage, text))

    def breathe(self) -> None:
        self._pass_on(lambda audience: audience.breathe())

    def _pass_on(self, tell: Callable[[Audience], None]) -> None:
        if self._audience is None:
            return
        try:
            tell(self._audience)
        except Exception as error:
            who, self._audience = type(self._audience).__qualname__, None
            logger.error("who watched the call failed, and is told no more", extra={"who": who}, exc_info=error)
