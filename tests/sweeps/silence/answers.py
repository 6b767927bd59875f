"""What the agents answer, whichever model they have; each answer ends with a word that stands nowhere else."""

from typing import Final

from segue.testing import Calls, Reply, Says
from testbed.hazards.lines import Told, parts_of, unanswered
from tests.sweeps.silence.cells import At, Cell, Part

OVER: Final = "Over."
HOST, TELLER = "host", "teller"
ASKS: Final = "could you find alpha for me please"
FEW: Final = "yes"
"""What is asked in one word."""
LOOKS: Final = "could you look bravo up for me please"
STORY: Final = "could you tell me a story now please"
BACK: Final = "could you hand me to the host please"
LEAVES: Final = "thank you very much and bye for now"
FAREWELL: Final = "Of course, here is somebody who knows."


def answer(cell: Cell | None, stage: str, told: Told) -> Reply:
    """The answer of a stage's agent to all that its model is told."""
    if told[-1][0] == "system" and "broke off" in told[-1][1] and told[-2][0] == "assistant":
        whole = answer(cell, stage, told[:-2])
        return tuple(_rest(part, told[-2][1].split()) for part in parts_of(whole))
    if told[-1][0] == "tool":
        farewell = "say goodbye" in told[-1][1]
        return Says(f"Goodbye to you then and thank you. {OVER}" if farewell else f"Here it is, as you wished. {OVER}")
    said = unanswered(told)
    beside = (Calls("enquire"),) if cell and cell.part is Part.TOOL and cell.at is not At.TOOL else ()
    if not said and stage == HOST and beside and cell and cell.at is At.GREETING:
        return beside
    if not said:
        return Says(f"Hello, what can I do for you? {OVER}")
    if "look" in said:
        return Calls("enquire")
    if "story" in said and stage == HOST:
        return (Says(FAREWELL), *beside, Calls("to_teller"))
    if "hand" in said and stage == TELLER:
        return Calls("to_host")
    if "bye" in said:
        return (*beside, Calls("end_call"))
    return Says(f"Certainly, here you are with all of it. {OVER}")


def _rest(part: object, said: list[str]) -> Says | Calls:
    """What is left of an answer of which so much was heard."""
    if isinstance(part, Calls):
        return part
    assert isinstance(part, Says)
    return Says(" ".join(part.text.split()[len(said) :]))
