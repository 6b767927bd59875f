"""What the agents of these calls say where a row does not say otherwise, and how a caller asks to be handed on."""

from collections.abc import Mapping
from typing import Final

from segue.testing import Calls, Reply, Says
from testbed.hazards.hazard import GUIDE, HOST, TELLER
from testbed.hazards.lines import Lines
from testbed.hazards.moves import Move, Speaks, silence, was_heard

FAREWELL: Final = "Gladly, I hand you on to our storyteller now, one moment please."
TO_TELLER: Final = Calls("to_teller")
TO_GUIDE: Final = Calls("to_guide")
TO_HOST: Final = Calls("to_host")
HANDS_ON: Final = (Says(FAREWELL), TO_TELLER)
"""What a model does that was told to say a word before it hands on."""
TELLING: Final = Lines("The teller speaking, shall we begin?", otherwise="The teller heard you say:")

ASKS: Final = Move(was_heard(HOST), Speaks("Tell me a story"), after_s=0.5)
"""The caller lets the host finish, and asks for what the teller is there for."""
HELLO: Final = Move(silence(8.0), Speaks("hello who is there"))
"""The caller has heard nothing for long, and asks."""


def cast(
    hands_on: Reply = HANDS_ON, teller: Lines = TELLING, answers: Mapping[str, Reply] | None = None
) -> Mapping[str, Lines]:
    """Everybody's lines; `hands_on` is what the host answers to `ASKS`, unless it has `answers` of its own."""
    own = answers if answers is not None else {"story": hands_on}
    return {
        HOST: Lines("Hello, the host speaking.", own, otherwise="The host heard you say:"),
        TELLER: teller,
        GUIDE: Lines("The guide speaking, where shall we go?", otherwise="The guide heard you say:"),
    }
