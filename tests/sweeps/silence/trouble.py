"""The one fault of a call: when it has begun, whom it strikes, and what is raised."""

from dataclasses import dataclass, field

from livekit.agents import APIConnectionError, APIStatusError

from tests.sweeps.silence.cells import Cell, Fault, Lasts, Part

RAISED = (Fault.REFUSES, Fault.HTTP_401, Fault.HTTP_429, Fault.RAISES)
"""The faults that are an error at once."""


@dataclass(slots=True)
class Trouble:
    """Of a cell; without one, all is well."""

    cell: Cell | None
    began_s: float | None = field(default=None, init=False)
    hits: int = field(default=0, init=False)
    """How often it was asked of a request that it strikes."""
    _struck: object = field(default=None, init=False)

    def begin(self, now_s: float) -> None:
        """From here, if it has not begun before."""
        if self.began_s is None:
            self.began_s = now_s

    def strikes(self, part: Part, request: object) -> Fault | None:
        """What befalls a request of `part`; of a fault that lasts for one request, the first that asks is that one."""
        if self.cell is None or self.began_s is None:
            return None
        if part is not self.cell.part and (self.cell.part, part) != (Part.FIXED_LINE, Part.TTS):
            return None
        if self.cell.lasts is Lasts.ONCE:
            if self._struck is None:
                self._struck = request
            if self._struck is not request:
                return None
        self.hits += 1
        return self.cell.fault


def error(fault: Fault) -> Exception:
    """What comes of a fault that is an error at once."""
    match fault:
        case Fault.HTTP_401:
            return APIStatusError("who are you", status_code=401)
        case Fault.HTTP_429:
            return APIStatusError("not now", status_code=429)
        case Fault.RAISES:
            return RuntimeError("what no plugin is to raise")
        case _:
            return APIConnectionError("nobody lets us in")
