"""What the agents of these calls say where a row does not say otherwise, and what a caller says to be handed on."""

from typing import Final

from segue.testing import Calls, Reply, Says
from testbed.hazards.hazard import GUIDE, HOST, TELLER, Minds
from testbed.hazards.minds import Mind
from testbed.hazards.moves import Move, Speaks, was_heard

FAREWELL: Final = "Gladly, I hand you on to our storyteller now, one moment please."
TO_TELLER: Final = Calls("to_teller")
TO_GUIDE: Final = Calls("to_guide")
TO_HOST: Final = Calls("to_host")
HANDS_ON: Final = (Says(FAREWELL), TO_TELLER)
"""What a model does that was told to say a word before it hands on."""

ASKS: Final = Move(was_heard(HOST), Speaks("Tell me a story"), after_s=0.5)
"""The caller lets the host finish, and asks for what the teller is there for."""


def minds(*hands_on: Reply, teller: Mind | None = None, host: Mind | None = None) -> Minds:
    """All three; `hands_on` is what the host answers to `ASKS`."""
    answer: Reply = hands_on[0] if hands_on else HANDS_ON
    return {
        HOST: host or Mind("Hello, the host speaking.", {"story": answer}, otherwise="The host heard you say:"),
        TELLER: teller or TELLING,
        GUIDE: Mind("The guide speaking, where shall we go?", otherwise="The guide heard you say:"),
    }


TELLING: Final = Mind("The teller speaking, shall we begin?", otherwise="The teller heard you say:")
