"""The desks a profile may name, and where they keep their books."""

from collections.abc import Callable, Mapping
from pathlib import Path

from segue.call.call import Call
from segue.session.desk import Desk
from tools.appointments import Appointments
from tools.wishes import Wishes

DESKS = frozenset({"appointments", "wishes"})


def desks(store: Path) -> Mapping[str, Callable[[Call], Desk]]:
    """Every desk by name; `store` is the SQLite file of those that outlive a call."""
    return {
        "appointments": lambda call: Appointments(store, times=[*call.profile.facts["time"].choices]),
        "wishes": lambda call: Wishes(),
    }
